import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibraryMap } from '../../../src-main/contract/map.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { computeMap } from '../../../src-main/services/map/compute-map.ts';
import {
  never,
  type OpenedServices,
  openServices,
  temporaryFolder,
  tinyAve,
} from '../../fixtures/services.ts';

const dimensions = 8;
const videosAdded = 6;
const momentsAVideo = 30;
let folder = '';
let services: OpenedServices;
let ids: number[] = [];

/** Two kinds of moments, far from each other, a little noise in each. */
function vectorOf(kind: number, number: number): Float32Array {
  return Float32Array.from({ length: dimensions }, (_, axis) => {
    const noise = ((Math.imul(number * 8 + axis + 1, 2_654_435_761) >>> 0) / 2 ** 32 - 0.5) * 0.3;
    return (axis === kind ? 1 : 0) + noise;
  });
}

beforeAll(async () => {
  folder = temporaryFolder('map', afterAll);
  services = await openServices(folder, { atTheEnd: afterAll });
  const { store } = services.context.session.current();
  const source = store.sources.add(join(folder, 'videos'));
  const modelHash = services.context.models.info(tinyAve).hash;
  ids = Array.from({ length: videosAdded }, (_, video) => {
    const { id } = store.videos.add(source.id, {
      path: `${video}.mp4`,
      sizeBytes: 1,
      modifiedMs: 1,
      contentHash: `hash-${video}`,
    });
    const moments = Array.from({ length: momentsAVideo }, (_, moment) => {
      const number = video * momentsAVideo + moment;
      return {
        at: 0.5 + moment,
        frame: vectorOf(video % 2, number),
        ...(video === 0 ? {} : { sound: vectorOf(video % 2, number + 10_000) }),
      };
    });
    store.videos.completeIndexing(id, { modelHash, moments });
    return id;
  });
});

async function compute(): Promise<void> {
  const { job } = await services.handlers['map.start']!({ seed: 1 }, never);
  await finishJob(services.context, job, never);
}

async function points(): Promise<LibraryMap> {
  const { map } = await services.handlers['map.points']!({}, never);
  return map!;
}

const float32 = (bytes: Uint8Array) => new Float32Array(new Uint8Array(bytes).buffer);
const int32 = (bytes: Uint8Array) => new Int32Array(new Uint8Array(bytes).buffer);

describe('the map of a library', () => {
  it('is not there until it is computed, and then holds every frame and sound with its moment', async () => {
    const before = await services.handlers['map.points']!({}, never);
    expect(before).toMatchObject({ map: null, moments: videosAdded * momentsAVideo * 2 - momentsAVideo });
    await compute();
    const map = await points();
    expect(map).toMatchObject({ count: before.moments, stale: false, apart: false, untrained: true });
    const frames = map.modalities.filter((modality) => modality === 0).length;
    expect(frames).toBe(videosAdded * momentsAVideo);
    expect(new Set(int32(map.videos))).toEqual(new Set(ids));
    const { x, y } = { x: float32(map.x), y: float32(map.y) };
    for (const value of [...x, ...y]) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-5);
    expect(map.names).toHaveLength(videosAdded);
  });

  it('puts moments that are alike together, whichever sense they are of', async () => {
    const map = await points();
    const { x, y, videos } = { x: float32(map.x), y: float32(map.y), videos: int32(map.videos) };
    const kindOf = (point: number): number => ids.indexOf(videos[point]!) % 2;
    let right = 0;
    for (const point of x.keys()) {
      let [best, kind] = [Number.POSITIVE_INFINITY, -1];
      for (const other of x.keys()) {
        const distance = Math.hypot(x[point]! - x[other]!, y[point]! - y[other]!);
        if (other !== point && distance < best) [best, kind] = [distance, kindOf(other)];
      }
      if (kind === kindOf(point)) right += 1;
    }
    expect(right / x.length).toBeGreaterThan(0.98);
  });

  it('is the same when it is computed again', async () => {
    const before = await points();
    await compute();
    const after = await points();
    expect(after.x).toEqual(before.x);
    expect(after.y).toEqual(before.y);
  });

  it('goes on where it was stopped, and ends in the same places', async () => {
    const { context } = services;
    const request = { model: tinyAve, seed: 3, fittedPoints: 100 };
    const control = { id: 'whole', signal: never, report: () => {}, gate: async () => {}, checkpoint: null };
    const whole = { ...control, saveCheckpoint: () => {} };
    await computeMap(context, request, whole);
    const expected = await points();
    let gates = 0;
    const stopped = {
      ...whole,
      id: 'stopped',
      gate: async () => {
        gates += 1;
        // Slow enough that the working file is written at least once.
        if (gates === 20) await new Promise((resolve) => setTimeout(resolve, 3100));
        if (gates > 40) throw new DOMException('Stopped.', 'AbortError');
      },
    };
    await expect(computeMap(context, request, stopped)).rejects.toThrow('Stopped.');
    const maps = join(folder, 'library', 'cache', 'maps');
    expect(readdirSync(maps)).toContain('stopped.0.working');
    let steps = 0;
    const resumed = { ...whole, id: 'stopped', gate: async () => void steps++ };
    await computeMap(context, { ...request }, resumed);
    // 500 epochs in all, less those done before the stop.
    expect(steps).toBeLessThan(500);
    const after = await points();
    expect(after.x).toEqual(expected.x);
    expect(after.fitted).toBe(100);
    expect(readdirSync(maps).filter((name) => name.includes('working'))).toEqual([]);
  });

  it('knows the labels of its points, the narrowest one first, and those of no proposal', async () => {
    const { handlers } = services;
    const wide = await handlers['labels.create']!({ name: 'Wide', hotkey: null, audioSetId: null }, never);
    const narrow = await handlers['labels.create']!(
      { name: 'Narrow', hotkey: null, audioSetId: null },
      never,
    );
    const video = ids[1]!;
    await handlers['annotations.create']!({ video, labelId: wide.id }, never);
    const span = { fromSeconds: 2, toSeconds: 4 };
    await handlers['annotations.create']!({ video, labelId: narrow.id, span }, never);
    const { videos, at } = await points();
    const { labels } = await handlers['map.labels']!({ videos, at }, never);
    const times = new Float64Array(new Uint8Array(at).buffer);
    for (const [point, label] of int32(labels).entries()) {
      const inVideo = int32(videos)[point] === video;
      const inSpan = times[point]! >= 2 && times[point]! <= 4;
      expect(label).toBe(inVideo ? (inSpan ? narrow.id : wide.id) : 0);
    }
    const mismatched = () => handlers['map.labels']!({ videos, at: at.subarray(8) }, never);
    expect(mismatched).toThrow(expect.objectContaining({ code: 'invalid-input', field: 'at' }));
  });

  it('leaves out videos that are removed, and says that it is no longer up to date', async () => {
    const { handlers } = services;
    const { undo } = await handlers['videos.remove']!({ video: ids[5]! }, never);
    const map = await points();
    expect(map.stale).toBe(true);
    expect(int32(map.videos)).not.toContain(ids[5]);
    expect(map.x.length).toBe(map.count * 4);
    await handlers['undo.apply']!({ undo }, never);
  });

  it('does not begin a map twice', async () => {
    const start = () => services.handlers['map.start']!({ seed: 1 }, never);
    const [one, other] = [await start(), await start()];
    expect(other.job).toBe(one.job);
    await finishJob(services.context, one.job, never);
  });

  it('says so when nothing is indexed with the model', async () => {
    const start = () => services.handlers['map.start']!({ model: 'untrained-avol-w0.125', seed: 1 }, never);
    expect(start).toThrow(expect.objectContaining({ code: 'not-found', field: 'model' }));
  });

  it('writes chosen moments as JSON and as CSV', async () => {
    const moments = [
      { video: ids[0]!, at: 1.5, modality: 'frame' as const },
      { video: ids[1]!, at: 2.5, modality: 'sound' as const },
    ];
    const json = await services.handlers['map.export']!({ format: 'json', moments }, never);
    const { version, moments: written } = JSON.parse(readFileSync(json.file, 'utf8'));
    expect(version).toBe(1);
    expect(written[1]).toEqual({ video: '1.mp4', atSeconds: 2.5, modality: 'sound' });
    const csv = await services.handlers['map.export']!({ format: 'csv', moments }, never);
    expect(existsSync(csv.file)).toBe(true);
    expect(readFileSync(csv.file, 'utf8').split('\r\n').slice(0, 2)).toEqual([
      'video,atSeconds,modality',
      '0.mp4,1.5,frame',
    ]);
  });
});
