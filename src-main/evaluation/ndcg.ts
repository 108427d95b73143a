import { largest, smallestPlaces } from './top-ranks.ts';

/**
 * How relevance becomes gain. `exponential`: 2^relevance − 1; `linear`: the relevance itself.
 *
 * The paper does not say which. Its chance row (.407) can only come of the exponential gain: with relevances of
 * 20 − distance and distances of at most 10 within AudioSet-Instruments, random order scores at least .5 with the
 * linear one. So `exponential` is the default, and reports give both.
 */
export type Gain = 'exponential' | 'linear';

/** Items counted from the top of a ranking (Objects that Sound, §3.1). */
export const ndcgDepth = 30;

/** The gain of a relevance. */
export function gainOf(relevance: number, gain: Gain): number {
  return gain === 'linear' ? relevance : 2 ** relevance - 1;
}

/** The weight of a place, counted from 0: 1 / log2(place + 2). */
function discount(place: number): number {
  return 1 / Math.log2(place + 2);
}

/** Sum of the weights of the places from `from` to before `to`. */
function discountSum(from: number, to: number): number {
  let sum = 0;
  for (let place = from; place < to; place++) sum += discount(place);
  return sum;
}

/** What the items of a database are worth to a query: computed once, for however many rankings of them. */
export interface JudgedItems {
  readonly gains: Float64Array;
  /** Discounted gain of the best ranking. */
  readonly ideal: number;
  readonly depth: number;
}

/** Judges items by their relevances. */
export function judge(
  relevances: ArrayLike<number>,
  depth = ndcgDepth,
  gain: Gain = 'exponential',
): JudgedItems {
  const gains = Float64Array.from(relevances, (relevance) => gainOf(relevance, gain));
  const ideal = largest(gains, depth).reduce((sum, value, place) => sum + value * discount(place), 0);
  return { gains, ideal, depth };
}

/**
 * Normalised discounted cumulative gain of one ranking at `depth`. `distances[i]` and `relevances[i]` belong to
 * item i of the database; near items come first. Items at equal distance share the mean of their gains, which is
 * the expectation over their orders. With fewer than `depth` items all are counted. 0 when no item has any gain.
 */
export function ndcg(
  distances: ArrayLike<number>,
  relevances: ArrayLike<number>,
  depth = ndcgDepth,
  gain: Gain = 'exponential',
): number {
  return rankedNdcg(judge(relevances, depth, gain), distances, smallestPlaces(distances, depth));
}

/** As `ndcg`, of items judged before; `order` is `smallestPlaces` of the distances, as deep as judged or deeper. */
export function rankedNdcg(
  { gains, ideal, depth }: JudgedItems,
  distances: ArrayLike<number>,
  order: Int32Array,
): number {
  if (ideal === 0) return 0;
  const counted = Math.min(depth, order.length);
  let sum = 0;
  for (let start = 0; start < counted; ) {
    let end = start + 1;
    const distance = distances[order[start] as number];
    while (end < order.length && distances[order[end] as number] === distance) end++;
    let tied = 0;
    for (let place = start; place < end; place++) tied += gains[order[place] as number] as number;
    sum += (tied / (end - start)) * discountSum(start, Math.min(end, counted));
    start = end;
  }
  return sum / ideal;
}

/**
 * The nDCG that random order scores on average, exactly: every place holds the mean gain.
 * 0 when no item has any gain.
 */
export function chanceNdcg(
  relevances: ArrayLike<number>,
  depth = ndcgDepth,
  gain: Gain = 'exponential',
): number {
  return chanceOf(judge(relevances, depth, gain));
}

/** As `chanceNdcg`, of items judged before. */
export function chanceOf({ gains, ideal, depth }: JudgedItems): number {
  if (ideal === 0) return 0;
  const mean = gains.reduce((sum, value) => sum + value, 0) / gains.length;
  return (mean * discountSum(0, Math.min(depth, gains.length))) / ideal;
}
