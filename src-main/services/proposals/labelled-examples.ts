import { extentOf } from '../../contract/boxes.ts';
import { type SearchIndex, searchIndex } from '../../engine/index.ts';
import type { LoadedEmbeddings, Modality, Store } from '../../store/index.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import type { LabelledNeighbour } from './neighbour-votes.ts';

/** The labelled moments of the library, ready to be asked for the nearest ones. */
export interface LabelledExamples {
  readonly count: number;
  /** The labelled moments nearest to a unit vector, among the frames or the sounds; nearest first. */
  nearest(vector: Float32Array, modality: Modality, top: number): Promise<LabelledNeighbour[]>;
  release(): Promise<void>;
}

interface Examples {
  readonly search: SearchIndex;
  readonly labelIds: readonly number[];
}

/** Collects the moments that a person's labelled annotations cover. Release it afterwards. */
export async function labelledExamples(store: Store, modelHash: string): Promise<LabelledExamples> {
  const frames = await collect(store, modelHash, 'frame');
  const sounds = await collect(store, modelHash, 'sound');
  return {
    count: (frames?.labelIds.length ?? 0) + (sounds?.labelIds.length ?? 0),
    async nearest(vector, modality, top) {
      const examples = modality === 'frame' ? frames : sounds;
      if (examples === null) return [];
      const found = await examples.search.nearest(vector, Math.min(top, examples.labelIds.length));
      return found.map(({ index, distance }) => ({ labelId: examples.labelIds[index]!, distance }));
    },
    async release() {
      await frames?.search.release();
      await sounds?.search.release();
    },
  };
}

async function collect(store: Store, modelHash: string, modality: Modality): Promise<Examples | null> {
  const { items } = store.annotations.list({ statuses: ['accepted', 'checked', 'unsure'] });
  const byVideo = Map.groupBy(
    items.filter(({ labelId }) => labelId !== null),
    ({ videoId }) => videoId,
  );
  const labelIds: number[] = [];
  const rows: Float32Array[] = [];
  let dimensions = 0;
  for (const [videoId, annotations] of byVideo) {
    const loaded = store.embeddings.loadVideo(modelHash, modality, videoId);
    if (loaded.at.length === 0) continue;
    ({ dimensions } = loaded);
    for (const annotation of annotations) {
      const extent = extentOf(annotation);
      if (extent === null) continue;
      for (const row of rowsIn(loaded, extent)) {
        labelIds.push(annotation.labelId!);
        rows.push(loaded.vectors.subarray(row * dimensions, (row + 1) * dimensions));
      }
    }
  }
  if (rows.length === 0) return null;
  const vectors = new Float32Array(rows.length * dimensions);
  for (const [row, vector] of rows.entries()) vectors.set(vector, row * dimensions);
  normaliseRows(vectors, dimensions);
  return { search: await searchIndex(vectors, dimensions), labelIds };
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
