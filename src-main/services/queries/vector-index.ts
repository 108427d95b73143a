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
  /** Many ask while one loads: they get the same, and none is left in memory unseen. */
  const loading = new Map<string, Promise<VectorIndex>>();

  async function renew(key: string, store: Store, hash: string, modality: Modality): Promise<VectorIndex> {
    const revision = store.embeddings.revision(hash);
    const startedAt = performance.now() / 1000;
    const index = await load(store, hash, modality);
    const loadedAt = performance.now() / 1000;
    const before = held.get(key);
    held.set(key, { revision, loadedAt, loadSeconds: loadedAt - startedAt, index });
    await before?.index.search.release();
    return index;
  }

  return {
    async get(store, modelHash, modality) {
      const key = `${store.folder} ${modelHash} ${modality}`;
      const before = held.get(key);
      const now = performance.now() / 1000;
      if (
        before &&
        (before.revision === store.embeddings.revision(modelHash) ||
          now - before.loadedAt < before.loadSeconds / loadingShare)
      )
        return before.index;
      let renewed = loading.get(key);
      if (!renewed) {
        renewed = renew(key, store, modelHash, modality).finally(() => loading.delete(key));
        loading.set(key, renewed);
      }
      return renewed;
    },
    async clear() {
      await Promise.allSettled(loading.values());
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
