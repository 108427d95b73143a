import { copyFileSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addSources } from '../../../src-main/services/libraries/index.ts';
import { bytesPerSecond, type CacheSettings } from '../../../src-main/services/runs/cache-plan.ts';
import {
  buildTrainingCache,
  type CacheControl,
  type CachePlan,
  makeRoom,
  planTrainingCache,
} from '../../../src-main/services/runs/training-cache.ts';
import { openClip } from '../../../src-main/training/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import { never, type OpenedServices, openServices, temporaryFolder } from '../../fixtures/services.ts';

const settings: CacheSettings = { pictureSize: 16, framesPerMoment: 1, ratePerSecond: 2, budgetBytes: 1e9 };
let clips = '';
beforeAll(async () => {
  clips = temporaryFolder('cache-clips', afterAll);
  await makeClip(clips, 'a.mp4', { seconds: 3 });
  await makeClip(clips, 'b.mp4', { seconds: 2, hertz: 300 });
  await makeClip(clips, 'long.mp4', { seconds: 45, hertz: 500 });
});

/** A library that watches copies of some of the clips. */
async function libraryOf(...names: string[]): Promise<{ services: OpenedServices; videos: string }> {
  const folder = temporaryFolder('training-cache');
  const videos = join(folder, 'videos');
  mkdirSync(videos);
  for (const name of names) copyFileSync(join(clips, name), join(videos, name));
  const services = await openServices(folder);
  addSources(services.context, [videos]);
  return { services, videos };
}

const quiet: CacheControl = { signal: never, report: () => {}, gate: async () => {} };
const plan = ({ context }: OpenedServices, change: Partial<CacheSettings> = {}): Promise<CachePlan> =>
  planTrainingCache(context, undefined, { ...settings, ...change }, never);

it('goes on after it was cut off: what is whole stays untouched, what is not is made', async () => {
  const { services } = await libraryOf('a.mp4', 'b.mp4');
  const planned = await plan(services);
  const [first, second] = planned.clips.map(({ file }) => file);
  let gates = 0;
  const cutOff = buildTrainingCache(services.context, planned, settings, {
    ...quiet,
    gate: async () => {
      if (++gates > 1) throw new DOMException('cut off', 'AbortError');
    },
  });
  await expect(cutOff).rejects.toThrow('cut off');
  const made = statSync(first!);
  expect(readdirSync(join(first!, '..'))).toHaveLength(1);
  // As a power cut leaves a file whose name was written before its content.
  writeFileSync(second!, 'half');
  expect(await buildTrainingCache(services.context, planned, settings, quiet)).toEqual({
    files: [first, second],
    failed: 0,
  });
  expect([statSync(first!).ino, statSync(first!).mtimeMs]).toEqual([made.ino, made.mtimeMs]);
  openClip(second!).close();
  truncateSync(first!, made.size - 1);
  await buildTrainingCache(services.context, planned, settings, quiet);
  expect(statSync(first!).size).toBe(made.size);
  expect((await plan(services)).bytesThere).toBe(made.size + statSync(second!).size);
});

it('keeps the moments of a stretch with its sound, and says which can be learnt from', async () => {
  const { services } = await libraryOf('a.mp4');
  const planned = await plan(services);
  const { files } = await buildTrainingCache(services.context, planned, settings, quiet);
  const clip = openClip(files[0]!);
  try {
    const { header } = clip;
    expect(header).toMatchObject({
      startSeconds: 0,
      pictureSize: 16,
      framesPerMoment: 1,
      framesPerSecond: 25,
    });
    expect(header.video).toBe(planned.clips[0]!.video.contentHash);
    // Half a second from either end, two a second.
    expect(header.moments.map(({ atSeconds }) => Math.round(atSeconds * 2) / 2)).toEqual([
      0.5, 1, 1.5, 2, 2.5,
    ]);
    expect(header.moments.every(({ usable }) => usable)).toBe(true);
    expect(header.samples).toBeGreaterThanOrEqual(2.9 * 48_000);
    expect(new Set(clip.picture(0)).size).toBeGreaterThan(4);
    expect(Math.max(...clip.sound(48_000, 4800))).toBeGreaterThan(0.05);
  } finally {
    clip.close();
  }
});

it('keeps runs of consecutive frames for networks that see movement', async () => {
  const { services } = await libraryOf('a.mp4');
  const consecutive = { ...settings, framesPerMoment: 11, ratePerSecond: 1 };
  const planned = await plan(services, consecutive);
  const { files } = await buildTrainingCache(services.context, planned, consecutive, quiet);
  const clip = openClip(files[0]!);
  try {
    const times = clip.header.moments.map(({ atSeconds }) => atSeconds);
    expect(times.length).toBeGreaterThanOrEqual(2);
    for (const [index, at] of times.slice(1).entries()) expect(at - times[index]!).toBeCloseTo(1, 1);
    expect(clip.picture(0).length).toBe(11 * 16 * 16 * 3);
    // The bars move: first and last frame of a run differ.
    expect(clip.picture(0).subarray(0, 768)).not.toEqual(clip.picture(0).subarray(10 * 768));
  } finally {
    clip.close();
  }
});

it('takes no more of the disk than it may, and less again when it may take less', async () => {
  const { services } = await libraryOf('a.mp4', 'long.mp4');
  const { folder } = services.context.session.current();
  const used = (): number =>
    readdirSync(join(folder, 'cache', 'training'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.clip'))
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  // A header of each clip comes on top.
  const headers = 8 * 4096;
  for (const seconds of [26, 8]) {
    const bounded = { ...settings, budgetBytes: seconds * bytesPerSecond(settings) };
    const planned = await plan(services, bounded);
    makeRoom(services.context, planned, bounded, `job ${seconds}`);
    const { files, failed } = await buildTrainingCache(services.context, planned, bounded, quiet);
    expect([files.length, failed]).toEqual([planned.clips.length, 0]);
    expect(used()).toBeLessThanOrEqual(bounded.budgetBytes + headers);
    expect(used()).toBeGreaterThan(bounded.budgetBytes / 2);
  }
});

it('leaves out and counts what cannot be decoded any more', async () => {
  const { services, videos } = await libraryOf('a.mp4', 'b.mp4');
  const planned = await plan(services);
  const [, second] = planned.clips;
  writeFileSync(
    join(videos, services.context.session.current().store.videos.get(second!.video.id).path),
    'gone',
  );
  const built = await buildTrainingCache(services.context, planned, settings, quiet);
  expect(built).toEqual({ files: [planned.clips[0]!.file], failed: 1 });
});
