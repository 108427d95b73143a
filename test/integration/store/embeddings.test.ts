import { expect, it } from 'vitest';
import { addVideos, temporaryLibrary, vector } from './temporary-library.ts';

it('loads all vectors of a model and modality as one matrix, in order of moment', () => {
  const store = temporaryLibrary();
  const [a, b] = addVideos(store, 'a', 'b');
  store.videos.completeIndexing(a!.id, {
    modelHash: 'm',
    moments: [
      { at: 0.5, frame: vector(1, 2, 3, 4), sound: vector(-1) },
      { at: 1.5, sound: vector(-2) },
    ],
  });
  store.videos.completeIndexing(b!.id, {
    modelHash: 'm',
    moments: [{ at: 0.25, frame: vector(5, 6, 7, 8) }],
  });
  const frames = store.embeddings.load('m', 'frame');
  expect(frames.dimensions).toBe(4);
  expect([...frames.videoIds]).toEqual([a!.id, b!.id]);
  expect([...frames.at]).toEqual([0.5, 0.25]);
  expect([...frames.vectors]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...frames.momentIds].map((id) => store.moments.get(id).at)).toEqual([0.5, 0.25]);
  expect(store.embeddings.load('m', 'sound').vectors[4]).toBe(-2);
  expect([...store.embeddings.loadVideo('m', 'sound', b!.id).at]).toEqual([]);
  expect([...store.embeddings.get('m', 'frame', frames.momentIds[0]!)!]).toEqual([1, 2, 3, 4]);
  expect(store.embeddings.get('m', 'frame', 999)).toBeNull();
});

it('gives an empty matrix for a model that nothing was indexed with', () => {
  const loaded = temporaryLibrary().embeddings.load('none', 'frame');
  expect(loaded).toMatchObject({ dimensions: 0, vectors: new Float32Array(0) });
});

it('leaves the vectors of removed videos out, and says by its revision that something changed', () => {
  const store = temporaryLibrary();
  const [video] = addVideos(store, 'a');
  expect(store.embeddings.revision('m')).toBe(0);
  store.videos.completeIndexing(video!.id, { modelHash: 'm', moments: [{ at: 1, frame: vector(1) }] });
  const indexed = store.embeddings.revision('m');
  const undo = store.undo.removeVideos([video!.id]);
  const removed = store.embeddings.revision('m');
  expect(store.embeddings.load('m', 'frame').at.length).toBe(0);
  store.undo.apply(undo);
  expect(store.embeddings.load('m', 'frame').at.length).toBe(1);
  expect(indexed).toBeGreaterThan(0);
  expect(removed).toBeGreaterThan(indexed);
  expect(store.embeddings.revision('m')).toBeGreaterThan(removed);
});

it('drops one model and leaves the others with their moments', () => {
  const store = temporaryLibrary();
  const [a, b] = addVideos(store, 'a', 'b');
  store.videos.completeIndexing(a!.id, {
    modelHash: 'old',
    moments: [
      { at: 1, frame: vector(1) },
      { at: 2, frame: vector(2) },
    ],
  });
  store.videos.completeIndexing(a!.id, {
    modelHash: 'new',
    moments: [{ at: 1, frame: new Float32Array(8) }],
  });
  store.videos.completeIndexing(b!.id, { modelHash: 'old', moments: [{ at: 1, frame: vector(3) }] });
  expect(store.embeddings.models()).toEqual([
    { hash: 'old', videos: 2, vectors: 3, bytes: 48 },
    { hash: 'new', videos: 1, vectors: 1, bytes: 32 },
  ]);
  store.embeddings.deleteModel('old');
  expect(store.embeddings.models().map((model) => model.hash)).toEqual(['new']);
  expect(store.moments.ofVideo(a!.id).map((moment) => moment.at)).toEqual([1]);
  expect(store.videos.get(b!.id)).toMatchObject({ state: 'waiting', moments: 0 });
  // The same hash may come back with vectors of another length.
  store.videos.completeIndexing(b!.id, {
    modelHash: 'old',
    moments: [{ at: 1, frame: new Float32Array(3) }],
  });
  expect(store.embeddings.load('old', 'frame').dimensions).toBe(3);
  expect(store.check()).toEqual([]);
});

it('finds the moment nearest in time', () => {
  const store = temporaryLibrary();
  const [video, empty] = addVideos(store, 'a', 'b');
  store.videos.completeIndexing(video!.id, {
    modelHash: 'm',
    moments: [0.5, 1.5, 4].map((at) => ({ at, frame: vector(at) })),
  });
  const nearest = (at: number): number | undefined => store.moments.nearest(video!.id, at)?.at;
  expect([0, 0.99, 1.01, 2.7, 2.8, 100].map(nearest)).toEqual([0.5, 0.5, 1.5, 1.5, 4, 4]);
  expect(store.moments.nearest(empty!.id, 1)).toBeNull();
  expect(store.moments.count()).toBe(3);
});
