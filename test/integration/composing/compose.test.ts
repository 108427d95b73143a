import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels } from '../../../src-main/evaluation/index.ts';
import { decodeMoments, findTools, probe, type Tools } from '../../../src-main/media/index.ts';
import {
  type ClipLabels,
  type ComposeOptions,
  compose,
  findMaterial,
  openClipMedia,
  openSourceFiles,
  prepareClip,
} from '../../../src-main/services/composing/index.ts';
import { discPicture, makeInstruments } from '../../fixtures/instruments.ts';

let folder = '';
let tools: Tools;
let options: ComposeOptions;

beforeAll(async () => {
  tools = await findTools();
  folder = await mkdtemp(path.join(tmpdir(), 'earsight-compose-'));
  options = await makeInstruments(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const readClips = async (out: string): Promise<ClipLabels[]> =>
  JSON.parse(await readFile(path.join(out, 'labels.json'), 'utf8')) as ClipLabels[];

describe('composing', () => {
  it('renders videos with picture and sound, and labels that evaluation reads', async () => {
    const result = await compose(options, openClipMedia(tools));
    expect(result.clips).toEqual({ wanted: 3, rendered: 3, kept: 0 });
    expect(result.failures).toEqual([]);
    const clips = await readClips(options.out);
    expect(clips.map(({ video }) => video)).toEqual(['00000.mp4', '00001.mp4', '00002.mp4']);
    for (const clip of clips) {
      const found = await probe(tools, path.join(options.out, clip.video));
      expect(found.durationSeconds).toBeCloseTo(2, 0);
      expect(found.picture).toMatchObject({ codec: 'h264', displayWidth: 96, displayHeight: 96 });
      expect(found.sounds[0]?.codec).toBe('aac');
    }
    const read = readLabels(await readFile(result.labels, 'utf8'));
    expect(read).toHaveLength(3);
    expect(read.flatMap(({ labels }) => labels).every((label) => /^(Banjo|Flute|Silence)$/.test(label))).toBe(
      true,
    );
  });

  it('labels the place where the object is in the encoded picture', async () => {
    const out = path.join(folder, 'place');
    const change = { out, instruments: '1', silenceShare: 0, clips: 2, look: 'clean' } as const;
    await compose({ ...options, ...change }, openClipMedia(tools));
    let looked = 0;
    for (const clip of await readClips(out)) {
      const file = path.join(out, clip.video);
      const found = await probe(tools, file);
      const isBanjo = clip.labels[0] === 'Banjo';
      for await (const { atSeconds, frame } of decodeMoments(tools, file, found, {
        ratePerSecond: 1,
        frameSize: 96,
      })) {
        const label = clip.boxes.find(({ at }) => Math.abs(at - atSeconds) < 0.05);
        if (!label || !frame) continue;
        const [x0, y0, x1, y1] = label.xyxy;
        const middle = (Math.round(((y0 + y1) / 2) * 96) * 96 + Math.round(((x0 + x1) / 2) * 96)) * 3;
        const [red = 0, , blue = 0] = frame.subarray(middle, middle + 3);
        expect(isBanjo ? red - blue : blue - red).toBeGreaterThan(80);
        looked++;
      }
    }
    expect(looked).toBeGreaterThanOrEqual(2);
  });

  it('decides frames and samples by the seed alone, bit for bit', async () => {
    const prepare = async (index: number, seed: number) => {
      const files = openSourceFiles(openClipMedia(tools), AbortSignal.timeout(60_000));
      const clip = await prepareClip(index, { ...options, seed }, await findMaterial(options), files);
      return { sound: clip.sound, frame: clip.picture.frameAt(1.2), labels: clip.labels };
    };
    const first = await prepare(1, 4);
    expect(await prepare(1, 4)).toEqual(first);
    expect((await prepare(1, 5)).frame).not.toEqual(first.frame);
    expect((await prepare(2, 4)).frame).not.toEqual(first.frame);
  });

  it('keeps what an interrupted run finished, and makes the rest the same', async () => {
    const out = path.join(folder, 'resumed');
    const controller = new AbortController();
    const run = compose({ ...options, out, jobs: 1 }, openClipMedia(tools), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toThrow();
    expect((await readdir(out)).filter((name) => name.endsWith('.mp4'))).toEqual(['00000.mp4']);
    const { mtimeMs } = await stat(path.join(out, '00000.mp4'));
    const result = await compose({ ...options, out }, openClipMedia(tools));
    expect(result.clips).toEqual({ wanted: 3, rendered: 2, kept: 1 });
    expect((await stat(path.join(out, '00000.mp4'))).mtimeMs).toBe(mtimeMs);
    expect(await readClips(out)).toEqual(await readClips(options.out));
    expect((await readdir(out)).filter((name) => !name.startsWith('.')).sort()).toEqual([
      '00000.mp4',
      '00001.mp4',
      '00002.mp4',
      'labels.json',
    ]);
  });

  it('refuses to mix clips of other settings, and names the setting', async () => {
    await expect(compose({ ...options, seed: 99 }, openClipMedia(tools))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('seed'),
    });
    await expect(compose({ ...options, width: 97 }, openClipMedia(tools))).rejects.toMatchObject({
      code: 'invalid-input',
      field: 'width',
    });
  });

  it('overwrites no labels and no videos that it has not made', async () => {
    for (const name of ['labels.json', '00000.mp4']) {
      const out = path.join(folder, `of-others-${name}`);
      await mkdir(out);
      await writeFile(path.join(out, name), 'mine');
      const refused = compose({ ...options, out }, openClipMedia(tools));
      await expect(refused).rejects.toMatchObject({ code: 'conflict', field: 'out' });
      expect(await readFile(path.join(out, name), 'utf8')).toBe('mine');
    }
  });

  it('passes over broken source files and lists them', async () => {
    const images = path.join(folder, 'broken');
    for (const name of ['banjo', 'flute']) {
      await mkdir(path.join(images, name), { recursive: true });
      await writeFile(path.join(images, name, 'a.png'), discPicture([9, 99, 9]));
      await writeFile(path.join(images, name, 'b.png'), 'no picture at all');
    }
    const out = path.join(folder, 'passed-over');
    const result = await compose({ ...options, images, out, clips: 6 }, openClipMedia(tools));
    expect(result.clips.rendered).toBe(6);
    expect(result.failures.length).toBeGreaterThan(0);
    for (const failure of result.failures) expect(failure.path).toMatch(/b\.png$/);
  });
});
