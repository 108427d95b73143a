import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bytesPerSecond, type PlannedClip, planCache } from '../../../src-main/services/runs/cache-plan.ts';
import { pruneTrainingCache } from '../../../src-main/services/runs/cache-prune.ts';
import { silentCentres } from '../../../src-main/services/runs/keep-clip.ts';

const root = mkdtempSync(join(tmpdir(), 'earsight-cache-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const settings = { pictureSize: 64, framesPerMoment: 1, ratePerSecond: 2, budgetBytes: 1e9 };
const video = (id: number, durationSeconds: number) => ({
  id,
  contentHash: String(id).repeat(64).slice(0, 64),
  durationSeconds,
});

describe('the plan of a training cache', () => {
  test('keeps short videos whole and of long ones clips of ten seconds spread evenly', () => {
    const clips = planCache('cache', [video(1, 20), video(2, 600)], {
      ...settings,
      budgetBytes: 120 * bytesPerSecond(settings),
    });
    expect(clips.filter(({ video: { id } }) => id === 1)).toMatchObject([{ fromSeconds: 0, toSeconds: 20 }]);
    const long = clips.filter(({ video: { id } }) => id === 2);
    expect(long).toHaveLength(10);
    expect(long.map(({ fromSeconds }) => fromSeconds)).toEqual([
      25, 85, 145, 205, 265, 325, 385, 445, 505, 565,
    ]);
  });

  test('stays within its budget, whatever the videos', () => {
    for (const seconds of [3, 25, 300]) {
      const budgetBytes = seconds * bytesPerSecond(settings);
      const videos = [video(1, 2), video(2, 7.5), video(3, 61), video(4, 3600)];
      const clips = planCache('cache', videos, { ...settings, budgetBytes });
      expect(clips.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(
        budgetBytes + clips.length,
      );
      expect(new Set(clips.map(({ video: { id } }) => id)).size).toBe(4);
      expect(new Set(clips.map(({ file }) => file)).size).toBe(clips.length);
      for (const { fromSeconds, toSeconds, video: of } of clips) {
        expect(fromSeconds).toBeGreaterThanOrEqual(0);
        expect(toSeconds).toBeLessThanOrEqual(of.durationSeconds);
      }
    }
  });
});

describe('room in the training cache', () => {
  const hash = (letter: string) => letter.repeat(24);

  /** A clip of 100 bytes, last used so many hours ago. */
  function put(folder: string, place: string, hoursAgo: number): PlannedClip {
    const file = join(folder, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, new Uint8Array(100));
    const at = Date.now() / 1000 - hoursAgo * 3600;
    utimesSync(file, at, at);
    return { file, bytes: 100, fromSeconds: 0, toSeconds: 1, video: video(1, 1) };
  }
  const prune = (
    folder: string,
    job: string,
    clips: PlannedClip[],
    budgetBytes: number,
    live: string[] = [],
  ) =>
    pruneTrainingCache({
      folder,
      budgetBytes,
      job,
      clips,
      isLive: (id) => live.includes(id),
      isKnown: (digits) => digits !== hash('f'),
    });

  test('goes to what is needed: clips least recently used first, as far as the budget asks', () => {
    const folder = join(root, 'budget');
    const needed = put(folder, `new/${hash('a')}-0.clip`, 90);
    const old = put(folder, `old/${hash('a')}-0.clip`, 50);
    const newer = put(folder, `old/${hash('b')}-0.clip`, 10);
    const missing = { ...needed, file: join(folder, 'new', `${hash('b')}-0.clip`) };
    prune(folder, 'job', [needed, missing], 300);
    expect([needed, old, newer].map(({ file }) => existsSync(file))).toEqual([true, false, true]);
    prune(folder, 'job', [needed, missing], 200);
    expect([needed, newer].map(({ file }) => existsSync(file))).toEqual([true, false]);
  });

  test('is never taken from a run that lives, and from one that is over', () => {
    const folder = join(root, 'living');
    const theirs = put(folder, `old/${hash('a')}-0.clip`, 50);
    const mine = put(folder, `new/${hash('a')}-0.clip`, 1);
    prune(folder, 'theirs', [theirs], 1000);
    prune(folder, 'mine', [mine], 100, ['theirs', 'mine']);
    expect(existsSync(theirs.file)).toBe(true);
    prune(folder, 'mine', [mine], 100, ['mine']);
    expect(existsSync(theirs.file)).toBe(false);
    expect(existsSync(join(folder, 'plans', 'theirs.json'))).toBe(false);
  });

  test('has none for videos that are gone and for what a killed run left half written', () => {
    const folder = join(root, 'gone');
    const gone = put(folder, `new/${hash('f')}-0.clip`, 0);
    const half = put(folder, `new/${hash('a')}-0.clip.77.part`, 2);
    const writing = put(folder, `new/${hash('a')}-10.clip.78.part`, 0);
    prune(folder, 'job', [], 1000);
    expect([gone, half, writing].map(({ file }) => existsSync(file))).toEqual([false, false, true]);
  });
});

describe('the silent centres of a sound', () => {
  const RATE = 48_000;
  const loudIn = (seconds: number, ...spans: [number, number][]) =>
    Float32Array.from({ length: seconds * RATE }, (_, i) =>
      spans.some(([from, to]) => i >= from * RATE && i < to * RATE) ? 0.5 : 0,
    );

  test('are those around whose second nothing sounds', () => {
    expect(silentCentres(loudIn(10, [3, 4], [4.5, 5], [9, 10]))).toEqual([
      [0, 2.5],
      [5.5, 8.5],
    ]);
    expect(silentCentres(loudIn(4, [0, 1]))).toEqual([[1.5, 4]]);
    expect(silentCentres(loudIn(2))).toEqual([[0, 2]]);
    expect(silentCentres(loudIn(2, [0, 2]))).toEqual([]);
  });
});
