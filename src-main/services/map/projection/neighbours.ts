import { manySearch } from '../../../engine/index.ts';
import type { NeighbourTable } from './fuzzy-graph.ts';

/** As many as UMAP's authors advise: enough for the shape of a whole library, few enough for its small groups. */
const usualNeighbours = 15;

/** How many fitted points say where one that was not fitted lies. */
const guides = 5;

/** Vectors looked up in one go: some tens of milliseconds, so that a pause can arrive in between. */
export const rowsAGo = 256;

/**
 * The exact neighbours of every vector among them all, itself first at distance 0.
 * @param vectors [count, dimensions], rows of length 1, count at least 3
 * @param pause is called before each piece of work with the rows done; when it rejects, so does this
 */
export async function neighboursOf(
  vectors: Float32Array,
  dimensions: number,
  pause: (done: number) => Promise<void>,
): Promise<NeighbourTable> {
  const count = vectors.length / dimensions;
  const neighbours = Math.min(usualNeighbours, count - 1);
  const search = await manySearch(vectors, dimensions, neighbours);
  const indices = new Int32Array(count * neighbours);
  const distances = new Float32Array(count * neighbours);
  try {
    for (let from = 0; from < count; from += rowsAGo) {
      await pause(from);
      const found = await search.nearest(vectors.subarray(from * dimensions, (from + rowsAGo) * dimensions));
      for (let at = 0; at * neighbours < found.indices.length; at++) {
        const row = from + at;
        indices[row * neighbours] = row;
        // Among equal vectors the search may name others first, or rounding may put a point away from itself.
        let rank = 1;
        for (let other = at * neighbours; other < (at + 1) * neighbours && rank < neighbours; other++) {
          if (found.indices[other] === row) continue;
          indices[row * neighbours + rank] = found.indices[other]!;
          distances[row * neighbours + rank] = found.distances[other]!;
          rank += 1;
        }
      }
    }
    return { count, neighbours, indices, distances };
  } finally {
    await search.release();
  }
}

/** Says where in the plane vectors belong, beside the fitted ones. */
export interface Placer {
  /** @param vectors [rows, dimensions], rows of length 1. @returns [rows, 2] */
  place(vectors: Float32Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Places vectors that took no part in a layout: the mean of their five nearest fitted points, each weighing
 * exp(−(d − d₁) / (d̄ − d₁)) with d₁ the nearest distance and d̄ the mean, as UMAP weighs a new point's neighbours
 * before it moves it. Not moved afterwards: with thousands of fitted points the start is where it belongs.
 * @param fitted [count, dimensions], rows of length 1
 * @param positions [count, 2]
 */
export async function makePlacer(
  fitted: Float32Array,
  dimensions: number,
  positions: Float64Array,
): Promise<Placer> {
  const used = Math.min(guides, fitted.length / dimensions);
  const search = await manySearch(fitted, dimensions, used);
  return {
    async place(vectors) {
      const { indices, distances } = await search.nearest(vectors);
      const placed = new Float32Array((indices.length / used) * 2);
      for (let row = 0; row * used < indices.length; row++) {
        const own = distances.subarray(row * used, (row + 1) * used);
        const nearest = own[0]!;
        const spread = own.reduce((sum, distance) => sum + distance - nearest, 0) / used;
        let [x, y, sum] = [0, 0, 0];
        for (const [rank, distance] of own.entries()) {
          const weight = spread > 0 ? Math.exp(-(distance - nearest) / spread) : 1;
          const guide = indices[row * used + rank]!;
          x += weight * positions[guide * 2]!;
          y += weight * positions[guide * 2 + 1]!;
          sum += weight;
        }
        placed[row * 2] = x / sum;
        placed[row * 2 + 1] = y / sum;
      }
      return placed;
    },
    release: () => search.release(),
  };
}
