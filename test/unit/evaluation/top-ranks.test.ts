import { describe, expect, it } from 'vitest';
import { type Gain, ndcg } from '../../../src-main/evaluation/index.ts';
import { largest, smallestPlaces } from '../../../src-main/evaluation/top-ranks.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(state: number): () => number {
  let last = state;
  return () => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return last / 2 ** 32;
  };
}

/** Lists of all lengths, whose numbers are few so that most are tied, or all different. */
function* lists(): Generator<{ distances: number[]; relevances: number[]; depth: number }> {
  const random = seeded(7);
  for (const different of [1, 2, 7, 1e9]) {
    for (const length of [0, 1, 5, 30, 31, 400]) {
      for (const depth of [1, 3, 30, 1000]) {
        const distances = Array.from({ length }, () => Math.floor(random() * different) / 3);
        const relevances = Array.from({ length }, () => 10 + Math.floor(random() * 11));
        yield { distances, relevances, depth };
      }
    }
  }
}

const sorted = (numbers: readonly number[]): number[] =>
  [...numbers.keys()].sort((a, b) => (numbers[a] as number) - (numbers[b] as number));

/** nDCG by sorting everything. */
function sortedNdcg(distances: number[], relevances: number[], depth: number, gain: Gain): number {
  const gains = relevances.map((relevance) => (gain === 'linear' ? relevance : 2 ** relevance - 1));
  const weight = (place: number): number => 1 / Math.log2(place + 2);
  const counted = Math.min(depth, gains.length);
  let ideal = 0;
  const best = Float64Array.from(gains).sort().reverse();
  for (let place = 0; place < counted; place++) ideal += (best[place] as number) * weight(place);
  if (ideal === 0) return 0;
  const order = sorted(distances);
  let sum = 0;
  for (let start = 0; start < counted; ) {
    const tied = order.filter((item) => distances[item] === distances[order[start] as number]);
    const mean = tied.reduce((total, item) => total + (gains[item] as number), 0) / tied.length;
    let weights = 0;
    for (let place = start; place < Math.min(start + tied.length, counted); place++) weights += weight(place);
    sum += mean * weights;
    start += tied.length;
  }
  return sum / ideal;
}

describe('ranking the top only', () => {
  it('gives bit for bit the nDCG of a whole sort, ties across the depth included', () => {
    for (const { distances, relevances, depth } of lists()) {
      for (const gain of ['exponential', 'linear'] as const) {
        expect(ndcg(distances, relevances, depth, gain)).toBe(sortedNdcg(distances, relevances, depth, gain));
      }
    }
  });

  it('finds the places that a stable sort puts first, and all that are tied with the last of them', () => {
    for (const { distances, depth } of lists()) {
      const whole = sorted(distances);
      const last = distances[whole[Math.min(depth, whole.length) - 1] as number] as number;
      const expected = whole.filter((place) => (distances[place] as number) <= last);
      expect([...smallestPlaces(distances, depth)]).toEqual(expected);
    }
  });

  it('finds the largest numbers in order, all where there are fewer', () => {
    expect([...largest([3, 9, 1, 9, 4], 3)]).toEqual([9, 9, 4]);
    expect([...largest([1, 2], 5)]).toEqual([2, 1]);
    expect([...largest([], 5)]).toEqual([]);
  });
});
