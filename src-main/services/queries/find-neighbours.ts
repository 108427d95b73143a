import { EarsightError } from '../../contract/errors.ts';
import type { Neighbour } from '../../contract/moments.ts';
import type { Store } from '../../store/index.ts';
import type { VectorIndex } from './vector-index.ts';

export interface NeighbourQuery {
  /** Any length: the search normalises it. */
  readonly vector: Float32Array;
  readonly top: number;
  /** Leaves out the moments of this video. */
  readonly withoutVideo?: number | undefined;
}

/** The moments nearest to a vector, nearest first. */
export async function findNeighbours(
  store: Store,
  index: VectorIndex,
  query: NeighbourQuery,
): Promise<Neighbour[]> {
  const { withoutVideo } = query;
  if (index.count === 0) return [];
  if (query.vector.length !== index.search.dimensions) {
    throw new EarsightError(
      'invalid-input',
      'This model gives frames and sounds vectors of different lengths.',
      {
        field: 'to',
        allowed: 'frames for a frame, sounds for a sound',
      },
    );
  }
  const spare = withoutVideo === undefined ? 0 : index.rowsOf(withoutVideo);
  // A session of the engine finds a fixed number: round up so that few of them are ever made.
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(32, query.top + spare)));
  const found = await index.search.nearest(query.vector, Math.min(wanted, index.count));
  const known = new Map<number, { name: string; path: string } | null>();
  const neighbours: Neighbour[] = [];
  for (const [rank, { index: row, distance }] of found.entries()) {
    if (neighbours.length === query.top) break;
    const video = index.videoIds[row]!;
    if (video === withoutVideo) continue;
    const names = known.get(video) ?? nameVideo(store, video);
    known.set(video, names);
    // Removed since the vectors were loaded.
    if (!names) continue;
    const likeness = index.count > 1 ? (index.count - 1 - rank) / (index.count - 1) : 1;
    neighbours.push({ video, ...names, at: index.at[row]!, distance, likeness });
  }
  return neighbours;
}

function nameVideo(store: Store, id: number): { name: string; path: string } | null {
  try {
    const { name, path } = store.videos.get(id);
    return { name, path };
  } catch (error) {
    if ((error as { code?: string }).code === 'not-found') return null;
    throw error;
  }
}
