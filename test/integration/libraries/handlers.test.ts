import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { methods } from '../../../src-main/contract/contract.ts';
import { addSources, scanSource } from '../../../src-main/services/libraries/index.ts';
import { createLibraryHandlers } from '../../../src-main/services/libraries/library-handlers.ts';
import type { ProbeRecord } from '../../../src-main/store/index.ts';
import { openAgain, temporaryFolder } from '../store/temporary-library.ts';

const signal = new AbortController().signal;

function world(...paths: string[]) {
  const root = temporaryFolder();
  const folder = join(root, 'videos');
  mkdirSync(folder);
  for (const path of paths) writeFileSync(join(folder, path), path);
  const store = openAgain(join(root, 'library'));
  const events: string[] = [];
  const library = { folder: store.folder, store };
  const handlers = createLibraryHandlers(() => library, {
    emit: (name) => void events.push(name),
    proxyOf: (_, video) => (video.playable === false ? 'needed' : 'not-needed'),
  });
  return { root, folder, store, handlers, events, library };
}

/** A world whose folder is a source and has been scanned. */
async function scanned(...paths: string[]) {
  const made = world(...paths);
  const source = await made.handlers['sources.add']({ folder: made.folder }, signal);
  await scanSource(made, source.id);
  return { ...made, source };
}

const list = { search: '', sort: 'name', descending: false, filter: 'all', offset: 0, limit: 100 } as const;

const probed: ProbeRecord = {
  probe: {
    durationSeconds: 12.5,
    container: 'matroska,webm',
    sizeBytes: 5,
    picture: {
      index: 0,
      codec: 'hevc',
      codedWidth: 720,
      codedHeight: 576,
      displayWidth: 1024,
      displayHeight: 576,
      rotationDegrees: 0,
      pixelAspect: [64, 45],
      framesPerSecond: 25,
      variableFrameRate: false,
      startSeconds: 0,
      endSeconds: null,
      pixelFormat: 'yuv420p',
    },
    sounds: [{ index: 1, codec: 'aac', channels: 2, sampleRateHz: 48000, startSeconds: 0 }],
    coverArt: false,
  },
  durationSeconds: 12.5,
  hasPicture: true,
  hasSound: true,
  playable: false,
};

describe('sources', () => {
  it('are added once, however often and by whatever way the folder is named', async () => {
    const { handlers, folder, store } = world('a.mp4');
    const first = await handlers['sources.add']({ folder }, signal);
    const again = await handlers['sources.add']({ folder: `${folder}/../videos/` }, signal);
    expect(again.id).toBe(first.id);
    expect(first).toEqual({ id: 1, folder, online: true, videos: 0 });
    expect(store.sources.list()).toHaveLength(1);
  });

  it('that overlap are refused with both folders named, links seen through', async () => {
    const { handlers, root, folder } = await scanned('a.mp4');
    mkdirSync(join(folder, 'inner'));
    symlinkSync(join(folder, 'inner'), join(root, 'disguise'));
    symlinkSync(folder, join(root, 'same'));
    for (const other of [join(folder, 'inner'), root, join(root, 'disguise'), join(root, 'same')])
      await expect(handlers['sources.add']({ folder: other }, signal)).rejects.toMatchObject({
        code: 'conflict',
        field: 'folder',
        message: expect.stringContaining(folder),
      });
    mkdirSync(join(root, 'videos 2'));
    await expect(handlers['sources.add']({ folder: join(root, 'videos 2') }, signal)).resolves.toBeDefined();
  });

  it.each(['nowhere', 'file'])('must be a folder that exists: %s', async (name) => {
    const { handlers, root } = world();
    writeFileSync(join(root, 'file'), '');
    await expect(handlers['sources.add']({ folder: join(root, name) }, signal)).rejects.toMatchObject({
      code: 'not-found',
      field: 'folder',
    });
  });

  it('given together are all taken or none', async () => {
    const { root, store, library, folder } = world('a.mp4');
    const context = { session: { current: () => library } };
    expect(() => addSources(context, [folder, join(root, 'nowhere')])).toThrow(/nowhere/);
    expect(store.sources.list()).toEqual([]);
    expect(addSources(context, [folder, folder])).toEqual([1]);
  });

  it('are removed with their videos, and brought back whole by the token', async () => {
    const { handlers, source } = await scanned('a.mp4', 'b.mp4');
    const { undo } = await handlers['sources.remove']({ source: source.id }, signal);
    expect(await handlers['library.summary']({}, signal)).toMatchObject({
      sources: [],
      videos: { total: 0 },
    });
    await handlers['undo.apply']({ undo }, signal);
    expect(await handlers['library.summary']({}, signal)).toMatchObject({
      sources: [{ id: source.id, videos: 2 }],
      videos: { total: 2, waiting: 2 },
    });
    await expect(handlers['undo.apply']({ undo }, signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are pointed to where their files went, but not to a folder that holds none of them', async () => {
    const { handlers, root, folder, source } = await scanned('a.mp4', 'b.mp4');
    const moved = join(root, 'moved');
    renameSync(folder, moved);
    await scanSource({ store: openAgain(join(root, 'library')) }, source.id);
    expect((await handlers['library.summary']({}, signal)).videos.offline).toBe(2);
    mkdirSync(join(root, 'wrong'));
    await expect(
      handlers['sources.relink']({ source: source.id, folder: join(root, 'wrong') }, signal),
    ).rejects.toMatchObject({ code: 'invalid-input', field: 'folder' });
    expect(await handlers['sources.relink']({ source: source.id, folder: moved }, signal)).toEqual({
      id: source.id,
      folder: moved,
      online: true,
      videos: 2,
    });
    expect((await handlers['library.summary']({}, signal)).videos.offline).toBe(0);
  });
});

describe('videos', () => {
  it('are listed as the contract has it', async () => {
    const { handlers, store } = await scanned('a.mp4', 'b.wav', 'c.mkv');
    const [a, , c] = store.videos.list({}).items;
    store.videos.fail(a!.id, { code: 'unreadable-file', reason: 'moov atom not found' });
    store.videos.saveProbe(c!.id, probed);
    const found = await handlers['videos.list'](list, signal);
    expect(methods['videos.list'].output.parse(found)).toEqual(found);
    expect(found.items).toMatchObject([
      { name: 'a.mp4', state: 'failed', failure: { code: 'unreadable-file' }, hasPicture: true },
      { name: 'b.wav', state: 'waiting', failure: null, hasPicture: false, hasSound: true },
      { name: 'c.mkv', durationSeconds: 12.5, playable: false },
    ]);
  });

  it('are told in full, with the crop the networks see', async () => {
    const { handlers, store, folder } = await scanned('c.mkv');
    const [video] = store.videos.list({}).items;
    const before = await handlers['videos.get']({ video: video!.id }, signal);
    expect(methods['videos.get'].output.parse(before)).toMatchObject({
      picture: null,
      sounds: [],
      proxy: 'not-needed',
    });
    store.videos.saveProbe(video!.id, probed);
    const detail = await handlers['videos.get']({ video: video!.id }, signal);
    expect(methods['videos.get'].output.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      absolutePath: join(folder, 'c.mkv'),
      container: 'matroska,webm',
      proxy: 'needed',
      sounds: [{ codec: 'aac', channels: 2, sampleRateHz: 48000 }],
    });
    expect(detail.picture?.crop).toMatchObject({ y: 0, height: 1, width: expect.closeTo(576 / 1024, 6) });
  });

  it('that failed go back in the queue, unless their file is not there', async () => {
    const { handlers, store } = await scanned('a.mp4', 'b.mp4');
    const [a, b] = store.videos.list({}).items;
    for (const video of [a!, b!]) store.videos.fail(video.id, { code: 'x', reason: 'y' });
    store.videos.setPresence([b!.id], 'missing');
    await handlers['videos.retry']({ video: a!.id }, signal);
    expect(store.videos.get(a!.id)).toMatchObject({ state: 'waiting', failure: null });
    await expect(handlers['videos.retry']({ video: b!.id }, signal)).rejects.toMatchObject({
      code: 'offline',
    });
    expect((await handlers['videos.list']({ ...list, filter: 'trouble' }, signal)).items).toMatchObject([
      { name: 'b.mp4', state: 'offline', failure: { code: 'not-found' } },
    ]);
  });

  it('are removed and brought back, each change told to the windows', async () => {
    const { handlers, store, events } = await scanned('a.mp4');
    const [video] = store.videos.list({}).items;
    events.length = 0;
    const { undo } = await handlers['videos.remove']({ video: video!.id }, signal);
    expect((await handlers['videos.list'](list, signal)).total).toBe(0);
    await handlers['undo.apply']({ undo }, signal);
    expect((await handlers['videos.list'](list, signal)).total).toBe(1);
    expect(events).toEqual(['videos-changed', 'library', 'videos-changed', 'library']);
  });
});

it('sums the library up as the contract has it', async () => {
  const { handlers, store, root } = await scanned('a.mp4', 'b.mp4');
  store.videos.saveProbe(store.videos.list({}).items[0]!.id, {
    ...probed,
    durationSeconds: 1800,
    hasSound: false,
  });
  mkdirSync(join(root, 'library', 'cache', 'pictures'), { recursive: true });
  const summary = await handlers['library.summary']({}, signal);
  expect(methods['library.summary'].output.parse(summary)).toEqual(summary);
  expect(summary).toMatchObject({
    name: 'library',
    hours: 0.5,
    moments: 0,
    demo: false,
    videos: { withoutAudio: 1 },
  });
});
