import { normaliseRows, type VectorTable } from './cca.ts';
import { chanceOf, judge, ndcgDepth, rankedNdcg } from './ndcg.ts';
import { smallestPlaces } from './top-ranks.ts';

/** The four ways of asking, query first (Objects that Sound, Table 1). */
export const directions = ['imIm', 'imAud', 'audIm', 'audAud'] as const;
export type Direction = (typeof directions)[number];

/** What is retrieved: item i is one moment of one video, with the vectors of its frame and of its sound. */
export interface RetrievalSet {
  /** Null where the model has no vectors of that kind. */
  frames: VectorTable | null;
  sounds: VectorTable | null;
  /** False when frames and sounds lie in different spaces: then only imIm and audAud mean anything. */
  sharedSpace: boolean;
  /** Video of each item: a query never retrieves its own. */
  videos: ArrayLike<number>;
  /** Relevance of item j to query i. */
  relevance(query: number, item: number): number;
}

/** What a query brought. */
export interface QueryResult {
  query: number;
  ndcg: number;
  /** The nearest items, nearest first, with their distances. */
  nearest: { item: number; distance: number; relevance: number }[];
}

export interface RetrievalResult {
  /** Mean nDCG@30; null for a direction that the vectors do not allow. */
  scores: Record<Direction, number | null>;
  /** The same with the linear gain. */
  linearScores: Record<Direction, number | null>;
  /** What random order scores on average, exactly; the same for all directions. */
  chance: number;
  linearChance: number;
  /** Every query with its nearest items. */
  queries: Record<Direction, QueryResult[]>;
  n: number;
}

/** Items listed for each query: a row of the window. */
const listed = 10;

/**
 * Retrieval as in Objects that Sound, §3.1 and App. A.2: every item queries all items of other videos, nearest by
 * Euclidean distance of unit vectors; mean nDCG@30. Deviation: a query's own video is left out in all four
 * directions (the paper does not say), so that no direction is given its own item for nothing and one chance row
 * holds for all.
 * `between` is awaited before every query: it may tell how far the work is, let the event loop turn, or reject, which
 * ends the work.
 */
export async function scoreRetrieval(
  set: RetrievalSet,
  depth = ndcgDepth,
  between: (done: number, of: number) => Promise<void> | void = () => {},
): Promise<RetrievalResult> {
  const n = set.videos.length;
  const frames = set.frames && normaliseRows(set.frames);
  const sounds = set.sounds && normaliseRows(set.sounds);
  const pairs = pairsOf(frames, sounds, set.sharedSpace);
  const result: RetrievalResult = {
    scores: { imIm: null, imAud: null, audIm: null, audAud: null },
    linearScores: { imIm: null, imAud: null, audIm: null, audAud: null },
    chance: 0,
    linearChance: 0,
    queries: { imIm: [], imAud: [], audIm: [], audAud: [] },
    n,
  };
  const sums = new Map<string, number>();
  const add = (name: string, value: number): void => void sums.set(name, (sums.get(name) ?? 0) + value / n);
  for (let query = 0; query < n; query++) {
    await between(query, n);
    const items = others(set.videos, query);
    const relevances = Float64Array.from(items, (item) => set.relevance(query, item));
    const exponential = judge(relevances, depth, 'exponential');
    const linear = judge(relevances, depth, 'linear');
    add('chance exponential', chanceOf(exponential));
    add('chance linear', chanceOf(linear));
    for (const direction of directions) {
      const [from, to] = pairs[direction];
      if (!from || !to) continue;
      const distances = Float64Array.from(items, (item) => distanceOf(from, query, to, item));
      const order = smallestPlaces(distances, Math.max(depth, listed));
      const ndcg = rankedNdcg(exponential, distances, order);
      add(direction, ndcg);
      add(`${direction} linear`, rankedNdcg(linear, distances, order));
      const nearest = Array.from(order.subarray(0, listed), (place) => ({
        item: items[place] as number,
        distance: distances[place] as number,
        relevance: relevances[place] as number,
      }));
      result.queries[direction].push({ query, ndcg, nearest });
    }
  }
  for (const direction of directions) {
    result.scores[direction] = sums.get(direction) ?? null;
    result.linearScores[direction] = sums.get(`${direction} linear`) ?? null;
  }
  result.chance = sums.get('chance exponential') ?? 0;
  result.linearChance = sums.get('chance linear') ?? 0;
  return result;
}

/** What asks and what is asked in each direction; null where frames and sounds share no space. */
function pairsOf(
  frames: VectorTable | null,
  sounds: VectorTable | null,
  sharedSpace: boolean,
): Record<Direction, [VectorTable | null, VectorTable | null]> {
  return {
    imIm: [frames, frames],
    imAud: sharedSpace ? [frames, sounds] : [null, null],
    audIm: sharedSpace ? [sounds, frames] : [null, null],
    audAud: [sounds, sounds],
  };
}

function others(videos: ArrayLike<number>, query: number): Int32Array {
  const items: number[] = [];
  for (let item = 0; item < videos.length; item++) {
    if (videos[item] !== videos[query]) items.push(item);
  }
  return Int32Array.from(items);
}

/** Euclidean distance of row `query` of one table and row `item` of another of the same dimensions. */
function distanceOf(from: VectorTable, query: number, to: VectorTable, item: number): number {
  const { dimensions } = from;
  let sum = 0;
  for (let index = 0; index < dimensions; index++) {
    const difference =
      (from.values[query * dimensions + index] as number) - (to.values[item * dimensions + index] as number);
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}
