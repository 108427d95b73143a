import { copyFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexResult, indexResult } from '../../../src-main/contract/jobs.ts';
import { startIndexing } from '../../../src-main/services/indexing/index.ts';
import { makeTally } from '../../../src-main/services/indexing/index-tally.ts';
import { finishJob } from '../../../src-main/services/jobs/index.ts';
import { addSources } from '../../../src-main/services/libraries/index.ts';
import { makeClip } from '../../fixtures/clips.ts';
import {
  never,
  type OpenedServices,
  openServices,
  temporaryFolder,
  tinyAve,
  tinyAvol,
} from '../../fixtures/services.ts';

let clips = '';
beforeAll(async () => {
  clips = mkdtempSync(join(tmpdir(), 'earsight-clips-'));
  await Promise.all([
    makeClip(clips, 'tone.mp4', { seconds: 3 }),
    makeClip(clips, 'mute.mp4', { seconds: 2, hertz: null }),
    makeClip(clips, 'song.wav', { seconds: 2, size: null, hertz: 660 }),
    makeClip(clips, 'black-and-silent.mp4', { seconds: 2, picture: 'color=c=black', hertz: 0 }),
  ]);
});
afterAll(() => rmSync(clips, { recursive: true }));

async function index({ context }: OpenedServices, folders: string[], model = tinyAve): Promise<IndexResult> {
  const sources = addSources(context, folders);
  const id = startIndexing(context, { sources, model, ratePerSecond: 1 });
  return indexResult.parse((await finishJob(context, id, never)).result);
}

/** A folder of videos for one test. */
function videoFolder(folder: string, ...names: string[]): string {
  const videos = join(folder, 'videos');
  mkdirSync(videos);
  for (const name of names) copyFileSync(join(clips, name), join(videos, name));
  return videos;
}

describe('indexing', () => {
  it('embeds every moment, and says of a second time that nothing changed', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const videos = videoFolder(folder, 'tone.mp4', 'mute.mp4', 'song.wav');
    const first = await index(services, [videos]);
    expect(first.videos).toEqual({
      found: 3,
      indexed: 3,
      unchanged: 0,
      failed: 0,
      withoutAudio: 1,
      withoutVideo: 1,
    });
    expect(first.untrained).toBe(true);
    const { store } = services.context.session.current();
    const { hash } = services.context.models.info(tinyAve);
    const frames = store.embeddings.load(hash, 'frame');
    const sounds = store.embeddings.load(hash, 'sound');
    expect([frames.at.length, sounds.at.length, frames.dimensions]).toEqual([3 + 2, 3 + 2, 128]);
    expect(Math.hypot(...frames.vectors.subarray(0, 128))).toBeCloseTo(1, 4);

    const second = await index(services, [videos]);
    expect(second.videos).toMatchObject({
      found: 3,
      indexed: 0,
      unchanged: 3,
      withoutAudio: 1,
      withoutVideo: 1,
    });
    expect(second.moments).toBe(0);
  });

  it('records trouble with a file and goes on, and tells it again while the file is as it was', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const videos = videoFolder(folder, 'tone.mp4');
    writeFileSync(join(videos, 'not-a-video.mp4'), 'this is text');
    writeFileSync(join(videos, 'empty.mp4'), '');
    copyFileSync(join(clips, 'tone.mp4'), join(videos, 'cut.mp4'));
    truncateSync(join(videos, 'cut.mp4'), 300);
    for (const run of [1, 2]) {
      const result = await index(services, [videos]);
      expect(result.videos).toMatchObject({ found: 4, failed: 3, [run === 1 ? 'indexed' : 'unchanged']: 1 });
      const names = result.failures.map(({ path }) => path.slice(videos.length + 1)).sort();
      expect(names).toEqual(['cut.mp4', 'empty.mp4', 'not-a-video.mp4']);
      for (const { code, reason } of result.failures) {
        expect(code).not.toBe('internal');
        expect(reason.length).toBeGreaterThan(10);
      }
    }
  });

  it('keeps no vectors of blank frames and silence', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const result = await index(services, [videoFolder(folder, 'black-and-silent.mp4')]);
    expect(result.videos).toMatchObject({ indexed: 1, withoutAudio: 0, withoutVideo: 0 });
    expect(result.moments).toBe(0);
    expect((await index(services, [join(folder, 'videos')])).videos).toMatchObject({ unchanged: 1 });
  });

  it('keeps the vectors of two models side by side', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const videos = videoFolder(folder, 'tone.mp4');
    await index(services, [videos]);
    expect((await index(services, [videos], tinyAvol)).videos).toMatchObject({ indexed: 1, unchanged: 0 });
    const { store } = services.context.session.current();
    expect(store.embeddings.models().map(({ videos: count }) => count)).toEqual([1, 1]);
    expect(store.moments.count()).toBe(3);
  });

  it('leaves the videos of a folder that is gone as they are', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const videos = videoFolder(folder, 'tone.mp4');
    await index(services, [videos]);
    rmSync(videos, { recursive: true });
    const { context } = services;
    const id = startIndexing(context, { model: tinyAve, ratePerSecond: 1 });
    const result = indexResult.parse((await finishJob(context, id, never)).result);
    expect(result.videos).toMatchObject({ found: 0, failed: 0 });
    expect(result.failures).toMatchObject([{ path: videos }]);
    const { store } = context.session.current();
    expect(store.embeddings.load(context.models.info(tinyAve).hash, 'frame').at.length).toBe(3);
    expect(store.videos.totals().offline).toBe(1);
  });

  it('stops at once when it is cancelled, keeping the videos that were done', async () => {
    const folder = temporaryFolder('index');
    const services = await openServices(folder);
    const videos = join(folder, 'videos');
    mkdirSync(videos);
    for (let copy = 0; copy < 12; copy++)
      await makeClip(videos, `${copy}.mp4`, { seconds: 2, hertz: 300 + copy });
    const { context } = services;
    const sources = addSources(context, [videos]);
    const id = startIndexing(context, { sources, model: tinyAve, ratePerSecond: 2 });
    const stop = new AbortController();
    const { store } = context.session.current();
    const timer = setInterval(() => {
      if (store.videos.totals().indexed >= 2) stop.abort();
    }, 5);
    await expect(finishJob(context, id, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    clearInterval(timer);
    const { indexed, waiting } = store.videos.totals();
    expect(indexed).toBeGreaterThanOrEqual(2);
    expect(indexed + waiting).toBe(12);
    expect((await index(services, [videos])).videos).toMatchObject({ found: 12, failed: 0 });
  });

  it('names a model that is not there before it begins', async () => {
    const services = await openServices(temporaryFolder('index'));
    expect(() => startIndexing(services.context, { model: 'no-such', ratePerSecond: 1 })).toThrow(
      expect.objectContaining({ code: 'not-found', allowed: expect.stringContaining('starter-ave') }),
    );
  });
});

describe('a video that failed', () => {
  it('is counted and told once, though neither the scan nor the indexing can read it', () => {
    const tally = makeTally();
    tally.failed('/v/a.mp4', { code: 'unreadable-file', reason: 'No permission to read it.' });
    tally.failed('/v/a.mp4', { code: 'unreadable-file', reason: 'It may not be read.' });
    tally.failed('/v/b.mp4', { code: 'unreadable-file', reason: 'The drive reports an error.' });
    tally.indexed('/v/b.mp4', { moments: 3, hasSound: true, hasPicture: false });
    const { videos, failures, moments } = tally.result({ seconds: 1, model: 'm', untrained: true });
    expect(videos).toMatchObject({ found: 2, failed: 1, indexed: 1, unchanged: 0, withoutVideo: 1 });
    expect(failures).toEqual([{ path: '/v/a.mp4', code: 'unreadable-file', reason: 'It may not be read.' }]);
    expect(moments).toBe(3);
  });

  it('is tried again by the next indexing, as what stood in the way may be gone', async () => {
    const folder = temporaryFolder('retry');
    const services = await openServices(folder);
    const videos = videoFolder(folder, 'tone.mp4');
    const { store } = services.context.session.current();
    const [source] = addSources(services.context, [videos]);
    await index(services, [videos]);
    const { id } = store.videos.find(source!, 'tone.mp4')!;
    store.embeddings.deleteModel(services.context.models.info(tinyAve).hash);
    // As after an indexing that was not allowed to read the file.
    store.videos.fail(id, { code: 'unreadable-file', reason: 'It may not be read.' }, 'ffmpeg of then');
    expect((await index(services, [videos])).videos).toMatchObject({ found: 1, indexed: 1, failed: 0 });
    expect(store.videos.get(id).failure).toBeNull();
  });

  it('is left alone once its content failed twice in the same way, unless one insists', async () => {
    const folder = temporaryFolder('settled');
    const services = await openServices(folder);
    const videos = videoFolder(folder);
    writeFileSync(join(videos, 'broken.mp4'), 'no video at all');
    const tried = async (retry?: boolean): Promise<number> => {
      const before = services.events.length;
      const sources = addSources(services.context, [videos]);
      const id = startIndexing(services.context, { sources, model: tinyAve, ratePerSecond: 1, retry });
      const result = indexResult.parse((await finishJob(services.context, id, never)).result);
      expect(result.videos).toMatchObject({ found: 1, failed: 1 });
      expect(result.failures).toHaveLength(1);
      return services.events
        .slice(before)
        .filter(
          ({ name, event }) => name === 'videos-changed' && (event as { videos: number[] }).videos.length,
        ).length;
    };
    expect(await tried()).toBeGreaterThan(0);
    expect(await tried()).toBeGreaterThan(0);
    expect(await tried()).toBe(0);
    expect(await tried(true)).toBeGreaterThan(0);
  });
});
