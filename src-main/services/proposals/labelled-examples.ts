import { extentOf } from '../../contract/boxes.ts';
import { type ManySearch, manySearch } from '../../engine/index.ts';
import type { Annotation, LoadedEmbeddings, Modality, Store } from '../../store/index.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import type { LabelledNeighbour } from './neighbour-votes.ts';

/** The labelled moments of the library, ready to be asked for the nearest ones. */
export interface LabelledExamples {
  readonly count: number;
  /**
   * The labelled moments nearest to each of many unit vectors, among the frames or the sounds; nearest first. Lists are
   * empty where there are none, or where their vectors have another length.
   * @param vectors [n, dimensions]
   */
  nearest(vectors: Float32Array, dimensions: number, modality: Modality): Promise<LabelledNeighbour[][]>;
  release(): Promise<void>;
}

interface Examples {
  readonly search: ManySearch;
  readonly dimensions: number;
  readonly top: number;
  readonly labelIds: readonly number[];
}

/** The labelled moments of one modality while they are collected. */
interface Collected {
  dimensions: number;
  /** Rows by label. */
  readonly rows: Map<number, Float32Array[]>;
}

/**
 * Labelled moments that take part, a modality: enough for votes, and few enough that a million moments are looked up
 * in minutes. Where there are more, each label keeps an equal part, taken evenly.
 */
const mostExamples = 8_000;
/** Cosines of one product: some 20 ms of work, after which a cancellation can arrive. */
const cosinesAtOnce = 4_000_000;

/** Collects the moments that a person's labelled annotations cover. Release it afterwards. */
export async function labelledExamples(
  store: Store,
  modelHash: string,
  top: number,
  control: { gate(): Promise<void> },
): Promise<LabelledExamples> {
  const collected = { frame: emptyCollection(), sound: emptyCollection() };
  for (const { id } of store.videos.list({ filter: 'indexed' }).items) {
    const annotations = labelledIn(store, id);
    if (annotations.length === 0) continue;
    await control.gate();
    for (const modality of ['frame', 'sound'] as const)
      collect(collected[modality], store.embeddings.loadVideo(modelHash, modality, id), annotations);
  }
  const examples = {
    frame: await searchable(collected.frame, top),
    sound: await searchable(collected.sound, top),
  };
  return {
    count: (examples.frame?.labelIds.length ?? 0) + (examples.sound?.labelIds.length ?? 0),
    async nearest(vectors, dimensions, modality) {
      const among = examples[modality];
      const queries = vectors.length / dimensions;
      if (among === null || among.dimensions !== dimensions) return Array.from({ length: queries }, () => []);
      const lists: LabelledNeighbour[][] = [];
      const batch = Math.max(1, Math.floor(cosinesAtOnce / among.labelIds.length));
      for (let from = 0; from < queries; from += batch) {
        const to = Math.min(queries, from + batch);
        const found = await among.search.nearest(vectors.subarray(from * dimensions, to * dimensions));
        for (let query = 0; query < to - from; query += 1)
          lists.push(
            Array.from({ length: among.top }, (_, rank) => ({
              labelId: among.labelIds[found.indices[query * among.top + rank]!]!,
              distance: found.distances[query * among.top + rank]!,
            })),
          );
        await control.gate();
      }
      return lists;
    },
    async release() {
      await examples.frame?.search.release();
      await examples.sound?.search.release();
    },
  };
}

function emptyCollection(): Collected {
  return { dimensions: 0, rows: new Map() };
}

function labelledIn(store: Store, videoId: number): Annotation[] {
  const { items } = store.annotations.list({ videoId, statuses: ['accepted', 'checked', 'unsure'] });
  return items.filter(({ labelId }) => labelId !== null);
}

function collect(collected: Collected, loaded: LoadedEmbeddings, annotations: readonly Annotation[]): void {
  if (loaded.at.length === 0) return;
  const { dimensions } = loaded;
  collected.dimensions = dimensions;
  for (const annotation of annotations) {
    const extent = extentOf(annotation);
    if (extent === null) continue;
    const rows = collected.rows.get(annotation.labelId!) ?? [];
    collected.rows.set(annotation.labelId!, rows);
    // A copy: a view would keep the vectors of the whole video.
    for (const row of rowsIn(loaded, extent))
      rows.push(loaded.vectors.slice(row * dimensions, (row + 1) * dimensions));
  }
}

async function searchable({ dimensions, rows }: Collected, top: number): Promise<Examples | null> {
  const total = [...rows.values()].reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return null;
  const quota = total <= mostExamples ? total : Math.max(1, Math.floor(mostExamples / rows.size));
  const kept = [...rows].flatMap(([labelId, all]) => {
    const count = Math.min(quota, all.length);
    return Array.from({ length: count }, (_, index) => ({
      labelId,
      row: all[Math.floor((index * all.length) / count)]!,
    }));
  });
  const vectors = new Float32Array(kept.length * dimensions);
  for (const [index, { row }] of kept.entries()) vectors.set(row, index * dimensions);
  normaliseRows(vectors, dimensions);
  const found = Math.min(top, kept.length);
  return {
    search: await manySearch(vectors, dimensions, found),
    dimensions,
    top: found,
    labelIds: kept.map(({ labelId }) => labelId),
  };
}

/** The rows whose moment lies in a stretch of time; the nearest one for a stretch between two moments. */
export function rowsIn(
  { at }: Pick<LoadedEmbeddings, 'at'>,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
): number[] {
  const all = [...at.keys()];
  const inside = all.filter((row) => at[row]! >= fromSeconds && at[row]! <= toSeconds);
  if (inside.length > 0 || all.length === 0) return inside;
  const middle = (fromSeconds + toSeconds) / 2;
  return [
    all.reduce((best, row) => (Math.abs(at[row]! - middle) < Math.abs(at[best]! - middle) ? row : best)),
  ];
}
