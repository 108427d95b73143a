import { type SearchIndex, searchIndex } from '../../engine/index.ts';
import type { Modality, Store } from '../../store/index.ts';

/** The vectors of one model and modality, ready to be searched. */
export interface VectorIndex {
  readonly search: SearchIndex;
  readonly count: number;
  readonly videoIds: Int32Array;
  readonly at: Float64Array;
  /** How many of the rows belong to a video. */
  rowsOf(videoId: number): number;
}

/** Holds the vectors of the open library in memory, loaded once and again after they changed. */
export interface VectorIndices {
  get(store: Store, modelHash: string, modality: Modality): Promise<VectorIndex>;
  clear(): Promise<void>;
}

/** While indexing changes the vectors every second, loading may take this share of the time at most. */
const loadingShare = 0.1;

interface Held {
  readonly revision: number;
  readonly loadedAt: number;
  readonly loadSeconds: number;
  readonly index: VectorIndex;
}

/** An empty holder of indices. Call `clear` when the library closes. */
export function makeVectorIndices(): VectorIndices {
  const held = new Map<string, Held>();
  return {
    async get(store, modelHash, modality) {
      const key = `${modelHash} ${modality}`;
      const before = held.get(key);
      const revision = store.embeddings.revision(modelHash);
      const now = performance.now() / 1000;
      if (
        before &&
        (before.revision === revision || now - before.loadedAt < before.loadSeconds / loadingShare)
      )
        return before.index;
      const index = await load(store, modelHash, modality);
      const loadedAt = performance.now() / 1000;
      held.set(key, { revision, loadedAt, loadSeconds: loadedAt - now, index });
      await before?.index.search.release();
      return index;
    },
    async clear() {
      const indices = [...held.values()];
      held.clear();
      for (const { index } of indices) await index.search.release();
    },
  };
}

async function load(store: Store, modelHash: string, modality: Modality): Promise<VectorIndex> {
  const { vectors, dimensions, videoIds, at } = store.embeddings.load(modelHash, modality);
  normaliseRows(vectors, dimensions);
  const rows = new Map<number, number>();
  for (const id of videoIds) rows.set(id, (rows.get(id) ?? 0) + 1);
  return {
    search: await searchIndex(vectors, Math.max(1, dimensions)),
    count: at.length,
    videoIds,
    at,
    rowsOf: (videoId) => rows.get(videoId) ?? 0,
  };
}

/**
 * Brings every row to Euclidean length 1, in place (Objects that Sound, §3.1: all retrieval is between
 * L2-normalised vectors, those of networks without a normalising layer too). Rows of zeros stay.
 */
export function normaliseRows(vectors: Float32Array, dimensions: number): void {
  for (let row = 0; row < vectors.length; row += dimensions) {
    let sum = 0;
    for (let index = row; index < row + dimensions; index++) sum += vectors[index]! ** 2;
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let index = row; index < row + dimensions; index++) vectors[index]! *= scale;
  }
}
