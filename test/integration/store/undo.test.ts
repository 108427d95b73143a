import { expect, it } from 'vitest';
import { addVideos, foundFile, temporaryLibrary, vector } from './temporary-library.ts';

it('takes the removal of a source back with all its videos and vectors', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a', 'b');
  store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: [{ at: 1, frame: vector(1) }] });
  const token = store.undo.removeSource(video!.sourceId);
  expect(store.sources.list()).toEqual([]);
  expect(store.videos.list({}).total).toBe(0);
  expect(store.moments.count()).toBe(0);
  expect(() => store.videos.get(video!.id)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(store.undo.apply(token)).toMatchObject({ sources: [video!.sourceId] });
  expect(store.videos.list({}).total).toBe(2);
  expect(store.videos.get(video!.id).state).toBe('indexed');
});

it('cannot take the same removal back twice, nor one that never was', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  const token = store.undo.removeVideos([video!.id]);
  store.undo.apply(token);
  expect(() => store.undo.apply(token)).toThrow(
    expect.objectContaining({ code: 'not-found', field: 'undo' }),
  );
  expect(() => store.undo.apply('made up')).toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('removes all of several videos or none', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  expect(() => store.undo.removeVideos([video!.id, 999])).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
  expect(store.videos.list({}).total).toBe(1);
});

it('brings a source back when the same folder is added again', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  store.undo.removeSource(video!.sourceId);
  expect(store.sources.add('/videos').id).toBe(video!.sourceId);
  expect(store.videos.get(video!.id).path).toBe('a');
});

it('keeps a video hidden whose source was removed after it, until that is taken back too', () => {
  const store = temporaryLibrary();
  const [a, b] = addVideos(store, 'a', 'b');
  const first = store.undo.removeVideos([a!.id]);
  const second = store.undo.removeSource(a!.sourceId);
  store.undo.apply(first);
  expect(store.videos.list({}).total).toBe(0);
  store.undo.apply(second);
  expect(store.videos.list({}).items.map((video) => video.id)).toEqual([a!.id, b!.id]);
});

it('purges only what was removed long ago: sources for good, of videos the vectors but not the mark', () => {
  const store = temporaryLibrary();
  const other = store.sources.add('/other');
  const gone = store.videos.add(other.id, foundFile('gone'));
  const [video] = addVideos(store, 'a');
  store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: [{ at: 1, frame: vector(1) }] });
  const sourceToken = store.undo.removeSource(other.id);
  const videoToken = store.undo.removeVideos([video!.id]);
  store.undo.purge(new Date(Date.now() - 60_000));
  store.undo.apply(sourceToken);
  const again = store.undo.removeSource(other.id);
  store.undo.purge(new Date(Date.now() + 60_000));
  expect(() => store.undo.apply(again)).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(store.videos.ofContent(gone.contentHash!)).toEqual([]);
  expect(store.videos.ofSource(video!.sourceId, { removed: true })).toMatchObject([
    { removed: true, moments: 0 },
  ]);
  store.undo.apply(videoToken);
  expect(store.videos.get(video!.id).state).toBe('waiting');
  expect(store.check()).toEqual([]);
});

it('marks the videos of a source offline and present again, missing ones apart', () => {
  const store = temporaryLibrary();
  const [a, b] = addVideos(store, 'a', 'b');
  store.videos.setPresence([b!.id], 'missing');
  store.sources.setOnline(a!.sourceId, false);
  expect(store.sources.get(a!.sourceId).online).toBe(false);
  expect(store.videos.get(a!.id)).toMatchObject({ state: 'offline', presence: 'offline' });
  store.sources.setOnline(a!.sourceId, true);
  expect(store.videos.get(a!.id).state).toBe('waiting');
  expect(store.videos.get(b!.id).presence).toBe('missing');
});

it('points a source to another folder, but not to one that is a source already', () => {
  const store = temporaryLibrary();
  const [one, two] = [store.sources.add('/one'), store.sources.add('/two')];
  expect(() => store.sources.relink(one.id, '/two')).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(store.sources.relink(one.id, '/three')).toMatchObject({ id: one.id, folder: '/three' });
  store.undo.removeSource(two.id);
  expect(store.sources.relink(one.id, '/two').folder).toBe('/two');
  expect(store.sources.list()).toHaveLength(1);
});
