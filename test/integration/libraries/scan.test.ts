import {
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findVideoByPath,
  refreshReach,
  scanSource,
  scanSources,
  videoFile,
} from '../../../src-main/services/libraries/index.ts';
import type { Store, Video } from '../../../src-main/store/index.ts';
import { openAgain, vector } from '../store/temporary-library.ts';
import { world } from './world.ts';

/** Gives a video something to lose. */
function index(store: Store, path: string): Video {
  const video = store.videos.list({}).items.find((item) => item.path === path)!;
  store.videos.completeIndexing(video.id, { modelHash: 'm', moments: [{ at: 1, frame: vector(1) }] });
  store.history.edit({
    title: 'note',
    author: 'me',
    steps: [
      {
        kind: 'create-annotation',
        content: {
          videoId: video.id,
          labelId: null,
          span: { fromSeconds: 0, toSeconds: 1 },
          boxes: [],
          lowHz: null,
          highHz: null,
          note: path,
          status: 'accepted',
          proposal: null,
          track: null,
        },
      },
    ],
  });
  return store.videos.get(video.id);
}

describe('a scan', () => {
  it('adds what is new and passes over what has not changed', async () => {
    const { scan, write, paths } = world('a.mp4', 'b/c.mkv');
    expect(await scan()).toMatchObject({ online: true, added: 2, unchanged: 0 });
    write('d.wav');
    expect(await scan()).toMatchObject({ added: 1, unchanged: 2, changed: 0, moved: 0, missing: 0 });
    expect(paths()).toEqual(['a.mp4', 'b/c.mkv', 'd.wav']);
  });

  it('keeps the results of a file that was only touched, and drops those of one that changed', async () => {
    const { scan, store, folder, write } = world('a.mp4', 'b.mp4');
    await scan();
    const [a, b] = ['a.mp4', 'b.mp4'].map((path) => index(store, path));
    utimesSync(join(folder, 'a.mp4'), 1, 1);
    write('b.mp4', 'quite other content');
    expect(await scan()).toMatchObject({ unchanged: 1, changed: 1 });
    expect(store.videos.get(a!.id)).toMatchObject({ state: 'indexed', moments: 1, modifiedMs: 1000 });
    expect(store.videos.get(b!.id)).toMatchObject({ state: 'waiting', moments: 0 });
    expect(store.annotations.list({ videoId: b!.id }).total).toBe(1);
  });

  it('follows renamed, moved and swapped files with all that hangs on them', async () => {
    const { scan, store, folder } = world('a.mp4', 'b.mp4', 'c.mp4');
    await scan();
    const [a, b, c] = ['a.mp4', 'b.mp4', 'c.mp4'].map((path) => index(store, path));
    mkdirSync(join(folder, 'new folder'));
    renameSync(join(folder, 'a.mp4'), join(folder, 'new folder', 'renamed.mp4'));
    renameSync(join(folder, 'b.mp4'), join(folder, 'swap'));
    renameSync(join(folder, 'c.mp4'), join(folder, 'b.mp4'));
    renameSync(join(folder, 'swap'), join(folder, 'c.mp4'));
    expect(await scan()).toMatchObject({ moved: 3, added: 0, missing: 0 });
    expect(store.videos.get(a!.id).path).toBe('new folder/renamed.mp4');
    expect(store.videos.get(b!.id).path).toBe('c.mp4');
    expect(store.videos.get(c!.id)).toMatchObject({ path: 'b.mp4', state: 'indexed', moments: 1 });
    expect(store.annotations.list({ videoId: c!.id }).items[0]?.note).toBe('c.mp4');
  });

  it('gives a file its old name’s place when that name’s own file was deleted, and finds that again later', async () => {
    const { scan, store, folder, write } = world('a.mp4', 'b.mp4');
    await scan();
    const [a, b] = ['a.mp4', 'b.mp4'].map((path) => index(store, path));
    unlinkSync(join(folder, 'a.mp4'));
    renameSync(join(folder, 'b.mp4'), join(folder, 'a.mp4'));
    expect(await scan()).toMatchObject({ moved: 1, missing: 1, added: 0 });
    expect(store.videos.get(b!.id).path).toBe('a.mp4');
    expect(store.videos.get(a!.id).presence).toBe('missing');
    write('restored.mp4', 'a.mp4');
    expect(await scan()).toMatchObject({ moved: 1, added: 0 });
    expect(store.videos.get(a!.id)).toMatchObject({
      path: 'restored.mp4',
      presence: 'present',
      state: 'indexed',
    });
  });

  it('tells a copy from a move, within a source and between two', async () => {
    const { root, scan, store, folder, source } = world('a.mp4', 'b.mp4', 'stays.mp4');
    await scan();
    const [a, b] = ['a.mp4', 'b.mp4'].map((path) => index(store, path));
    const second = join(root, 'second');
    mkdirSync(second);
    copyFileSync(join(folder, 'a.mp4'), join(second, 'a.mp4'));
    renameSync(join(folder, 'b.mp4'), join(second, 'b.mp4'));
    const other = store.sources.add(second);
    expect(await scanSource({ store }, other.id)).toMatchObject({ added: 1, moved: 1 });
    expect(store.videos.get(a!.id).sourceId).toBe(source.id);
    expect(store.videos.get(b!.id)).toMatchObject({ sourceId: other.id, state: 'indexed' });
    expect(await scan()).toMatchObject({ unchanged: 2, missing: 0 });
  });

  it('takes a file as a copy while the drive of the original is away', async () => {
    const { root, scan, store, folder } = world('a.mp4');
    await scan();
    const a = index(store, 'a.mp4');
    renameSync(folder, join(root, 'unplugged'));
    mkdirSync(folder);
    const second = join(root, 'second');
    mkdirSync(second);
    copyFileSync(join(root, 'unplugged', 'a.mp4'), join(second, 'a.mp4'));
    const other = store.sources.add(second);
    expect(await scanSource({ store }, other.id)).toMatchObject({ added: 1, moved: 0 });
    expect(store.videos.get(a.id).path).toBe('a.mp4');
  });

  it('marks deleted files as missing without discarding anything, and finds them again', async () => {
    const { scan, store, folder, write } = world('a.mp4', 'b.mp4');
    await scan();
    const a = index(store, 'a.mp4');
    unlinkSync(join(folder, 'a.mp4'));
    expect(await scan()).toMatchObject({ missing: 1, unchanged: 1 });
    expect(store.videos.get(a.id)).toMatchObject({ state: 'offline', presence: 'missing', moments: 1 });
    expect(store.embeddings.load('m', 'frame').at.length).toBe(1);
    write('a.mp4');
    await scan();
    expect(store.videos.get(a.id)).toMatchObject({ state: 'indexed', presence: 'present', moments: 1 });
  });

  it.each([
    ['is gone', (folder: string, away: string) => renameSync(folder, away)],
    [
      'is an empty mount point',
      (folder: string, away: string) => {
        renameSync(folder, away);
        mkdirSync(folder);
      },
    ],
  ])('marks all videos offline when the folder %s, and all present when it is back', async (_, unplug) => {
    const { root, scan, store, folder, source } = world('a.mp4', 'b.mp4');
    await scan();
    const a = index(store, 'a.mp4');
    unplug(folder, join(root, 'away'));
    expect(await scan()).toMatchObject({ online: false, missing: 0 });
    expect(store.sources.get(source.id).online).toBe(false);
    expect(store.videos.totals()).toMatchObject({ offline: 2, total: 2 });
    expect(store.videos.get(a.id)).toMatchObject({ presence: 'offline', moments: 1 });
    rmSync(folder, { recursive: true, force: true });
    renameSync(join(root, 'away'), folder);
    expect(await scan()).toMatchObject({ online: true, unchanged: 2 });
    expect(store.videos.get(a.id)).toMatchObject({ presence: 'present', state: 'indexed' });
  });

  it('is not needed to notice a drive that went and came back', async () => {
    const { root, scan, store, folder, source } = world('a.mp4');
    await scan();
    expect(await refreshReach(store)).toEqual([]);
    renameSync(folder, join(root, 'away'));
    expect(await refreshReach(store)).toEqual([source.id]);
    expect(store.videos.totals().offline).toBe(1);
    mkdirSync(folder);
    expect(await refreshReach(store)).toEqual([]);
    rmSync(folder, { recursive: true });
    renameSync(join(root, 'away'), folder);
    expect(await refreshReach(store)).toEqual([source.id]);
    expect(store.videos.totals()).toMatchObject({ offline: 0, waiting: 1 });
  });

  it('scans an empty folder that never held a video as what it is', async () => {
    const { scan, store, source } = world();
    expect(await scan()).toMatchObject({ online: true, added: 0 });
    expect(store.sources.get(source.id)).toMatchObject({ online: true, lastScanAt: expect.any(String) });
  });

  it('does not bring a removed video in again, even under another name', async () => {
    const { scan, store, folder, paths } = world('a.mp4', 'b.mp4');
    await scan();
    const token = store.undo.removeVideos([store.videos.list({}).items[0]!.id]);
    await scan();
    renameSync(join(folder, 'a.mp4'), join(folder, 'c.mp4'));
    await scan();
    expect(paths()).toEqual(['b.mp4']);
    store.undo.apply(token);
    expect(paths()).toEqual(['b.mp4', 'c.mp4']);
  });

  it('takes any name: dashes, quotes, line breaks, emoji, 255 bytes', async () => {
    const names = [
      '-rf.mp4',
      `quo"te's.mp4`,
      'new\nline.mp4',
      '🎬.mp4',
      `${'ü'.repeat(125)}a.mp4`,
      'a\\b.mp4',
      ' .mp4',
    ];
    const { scan, store, folder } = world(...names);
    expect(await scan()).toMatchObject({ added: names.length, problems: [] });
    for (const video of store.videos.list({}).items) {
      expect(existsSync(videoFile(store, video))).toBe(true);
      expect(findVideoByPath(store, join(folder, video.path))?.id).toBe(video.id);
    }
    expect(await scan()).toMatchObject({ unchanged: names.length });
  });

  it.runIf(process.platform === 'linux')(
    'opens a file whose name is not UTF-8 through a link with a plain name',
    async () => {
      const { scan, store, folder } = world();
      const name = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.mp4')]);
      writeFileSync(name, 'latin-1');
      expect(await scan()).toMatchObject({ added: 1, problems: [] });
      const [video] = store.videos.list({}).items;
      expect(video).toMatchObject({ path: 'caf\\xE9.mp4', name: 'caf\\xE9.mp4' });
      const file = videoFile(store, video!);
      expect(file).toMatch(/\.mp4$/);
      expect(statSync(file).size).toBe(7);
      expect(videoFile(store, video!)).toBe(file);
      expect(await scan()).toMatchObject({ unchanged: 1 });
      renameSync(name, `${folder}/plain.mp4`);
      expect(await scan()).toMatchObject({ moved: 1 });
      expect(store.videos.get(video!.id)).toMatchObject({ path: 'plain.mp4', pathBytes: null });
    },
  );

  it('by two processes at once adds every file once', async () => {
    const { folder, store, source, paths, root } = world(
      ...Array.from({ length: 20 }, (_, number) => `${number}.mp4`),
    );
    const second = openAgain(join(root, 'library'));
    await Promise.all([scanSource({ store }, source.id), scanSource({ store: second }, source.id)]);
    expect(paths()).toHaveLength(20);
    expect(existsSync(folder)).toBe(true);
  });

  it('goes over several sources, telling how far it is', async () => {
    const { root, store } = world('a.mp4', 'b.mp4');
    mkdirSync(join(root, 'more'));
    writeFileSync(join(root, 'more', 'c.mp4'), 'c');
    store.sources.add(join(root, 'more'));
    const heard: string[] = [];
    const results = await scanSources({ store }, undefined, {
      onProgress: (done, total) => heard.push(`${done}/${total}`),
    });
    expect(results.map((result) => result.added)).toEqual([2, 1]);
    expect(heard).toEqual(['2/2', '1/1']);
    await expect(scanSources({ store }, undefined, { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
