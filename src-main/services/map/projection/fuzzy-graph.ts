/** Each point's nearest points in the space of the vectors, itself first: [count, neighbours], row-major. */
export interface NeighbourTable {
  readonly count: number;
  readonly neighbours: number;
  readonly indices: Int32Array;
  /** Euclidean. */
  readonly distances: Float32Array;
}

/** The edges of UMAP's fuzzy graph, in order of their heads; every pair is there both ways with the same weight. */
export interface FuzzyGraph {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** 0…1: how surely the two are neighbours. */
  readonly weights: Float64Array;
}

const bisections = 64;
const tolerance = 1e-5;
/** A neighbourhood is never taken to be narrower than this share of the mean distance. */
const narrowest = 1e-3;

/**
 * How surely points are neighbours of each other (McInnes, Healy, Melville 2018, Algorithms 2 and 3): seen from each
 * point, its nearest neighbour surely is one and the others less so the farther they lie, on a scale on which every
 * point has log₂ k neighbours; the two views of a pair are united by a + b − a·b.
 */
export function fuzzyGraph(table: NeighbourTable): FuzzyGraph {
  const { count, neighbours, indices } = table;
  const seen = new Map<number, number>();
  const views = viewsOf(table);
  for (let row = 0; row < count; row++) {
    for (let rank = 0; rank < neighbours; rank++) {
      const other = indices[row * neighbours + rank]!;
      const weight = views[row * neighbours + rank]!;
      if (other !== row && weight > 0) seen.set(row * count + other, weight);
    }
  }
  const keys = new Set(seen.keys());
  for (const key of seen.keys()) keys.add((key % count) * count + Math.floor(key / count));
  const ordered = Float64Array.from(keys).sort();
  const graph = {
    heads: new Int32Array(ordered.length),
    tails: new Int32Array(ordered.length),
    weights: new Float64Array(ordered.length),
  };
  for (const [edge, key] of ordered.entries()) {
    const head = Math.floor(key / count);
    const tail = key % count;
    const there = seen.get(key) ?? 0;
    const back = seen.get(tail * count + head) ?? 0;
    graph.heads[edge] = head;
    graph.tails[edge] = tail;
    graph.weights[edge] = there + back - there * back;
  }
  return graph;
}

/** Each point's own view of its neighbours, 0…1: [count, neighbours]. */
function viewsOf({ count, neighbours, distances }: NeighbourTable): Float64Array {
  const views = new Float64Array(count * neighbours);
  const meanOfAll = distances.reduce((sum, distance) => sum + distance, 0) / Math.max(1, distances.length);
  for (let row = 0; row < count; row++) {
    const own = distances.subarray(row * neighbours, (row + 1) * neighbours);
    const nearest = own.find((distance) => distance > 0) ?? 0;
    const mean = own.reduce((sum, distance) => sum + distance, 0) / neighbours;
    const scale = Math.max(scaleOf(own, nearest), narrowest * (nearest > 0 ? mean : meanOfAll));
    for (let rank = 1; rank < neighbours; rank++) {
      const beyond = own[rank]! - nearest;
      views[row * neighbours + rank] = beyond <= 0 || scale === 0 ? 1 : Math.exp(-beyond / scale);
    }
  }
  return views;
}

/** The scale on which a point has log₂ k neighbours, by bisection. */
function scaleOf(own: Float32Array, nearest: number): number {
  const target = Math.log2(own.length);
  let [low, high, scale] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < bisections; round++) {
    let sum = 0;
    for (let rank = 1; rank < own.length; rank++) {
      const beyond = own[rank]! - nearest;
      sum += beyond > 0 ? Math.exp(-beyond / scale) : 1;
    }
    if (Math.abs(sum - target) < tolerance) break;
    if (sum > target) high = scale;
    else low = scale;
    scale = high === Number.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
  }
  return scale;
}
