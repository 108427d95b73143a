import { describe, expect, it } from 'vitest';
import { chanceNdcg, ndcg, scoreRetrieval } from '../../../src-main/evaluation/index.ts';
import golden from '../../reference/golden/evaluation.json' with { type: 'json' };

const log2 = Math.log2;

describe('nDCG', () => {
  it('is 1 for the best order and what one computes by hand for another', () => {
    expect(ndcg([1, 2, 3], [3, 2, 0], 30, 'linear')).toBe(1);
    // Order 0, 2, 3: gains 0/log2(2) + 2/log2(3) + 3/log2(4) over 3/log2(2) + 2/log2(3).
    const byHand = (2 / log2(3) + 3 / 2) / (3 + 2 / log2(3));
    expect(ndcg([3, 2, 1], [3, 2, 0], 30, 'linear')).toBeCloseTo(byHand, 12);
  });

  it('weighs by 2^relevance − 1 unless told otherwise', () => {
    const byHand = (1 / 1 + 7 / log2(3)) / (7 / 1 + 1 / log2(3));
    expect(ndcg([0.1, 0.2], [1, 3])).toBeCloseTo(byHand, 12);
  });

  it('gives items at equal distance the mean of their gains', () => {
    // The first place is clear; the next two are tied and share (0 + 4) / 2.
    const byHand = (1 + 2 / log2(3) + 2 / 2) / (4 + 1 / log2(3));
    expect(ndcg([0, 1, 1], [1, 0, 4], 30, 'linear')).toBeCloseTo(byHand, 12);
  });

  it('counts only as deep as asked, also when a tie reaches across the depth', () => {
    expect(ndcg([0, 1, 2], [0, 0, 5], 2, 'linear')).toBe(0);
    // Both places of the depth are tied with a third: each holds the mean gain (5 / 3).
    const byHand = ((5 / 3) * (1 + 1 / log2(3))) / 5;
    expect(ndcg([1, 1, 1], [0, 0, 5], 2, 'linear')).toBeCloseTo(byHand, 12);
  });

  it('counts all items when there are fewer than the depth, and is 0 when none is relevant', () => {
    expect(ndcg([5], [2])).toBe(1);
    expect(ndcg([1, 2], [0, 0])).toBe(0);
    expect(ndcg([], [])).toBe(0);
    expect(chanceNdcg([], 30)).toBe(0);
  });

  it('has a chance level that is the mean over all orders, counted out', () => {
    const relevances = [3, 1, 0, 2];
    const orders: number[][] = [];
    const permute = (rest: number[], taken: number[]): void => {
      if (rest.length === 0) orders.push(taken);
      for (const item of rest)
        permute(
          rest.filter((other) => other !== item),
          [...taken, item],
        );
    };
    permute([0, 1, 2, 3], []);
    for (const depth of [2, 30]) {
      const mean = orders.reduce((sum, order) => sum + ndcg(order, relevances, depth), 0) / orders.length;
      expect(orders).toHaveLength(24);
      expect(chanceNdcg(relevances, depth)).toBeCloseTo(mean, 12);
    }
  });

  it('agrees with scikit-learn, ties and short lists included', () => {
    for (const { distances, relevances, linear, exponential } of golden.ndcg) {
      expect(ndcg(distances, relevances, 30, 'linear')).toBeCloseTo(linear, 10);
      expect(ndcg(distances, relevances, 30, 'exponential')).toBeCloseTo(exponential, 10);
    }
  });

  it('has the chance level of scikit-learn’s score over thousands of random orders', () => {
    for (const { relevances, chance_linear, chance_exponential } of golden.ndcg) {
      const [linear = 0, linearError = 0] = chance_linear;
      const [exponential = 0, error = 0] = chance_exponential;
      expect(Math.abs(chanceNdcg(relevances, 30, 'linear') - linear)).toBeLessThan(4 * linearError + 1e-9);
      expect(Math.abs(chanceNdcg(relevances, 30) - exponential)).toBeLessThan(4 * error + 1e-9);
    }
  });
});

describe('retrieval', () => {
  // Two classes, two videos each, on a circle; sounds lie where the frames of their class do.
  const angles = [0, 0.1, 1.5, 1.6];
  const table = (shift: number) => ({
    dimensions: 2,
    values: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle + shift), Math.sin(angle + shift)])),
  });
  const classes = ['a', 'a', 'b', 'b'];
  const set = {
    frames: table(0),
    sounds: table(0.02),
    sharedSpace: true,
    videos: [10, 11, 12, 13],
    relevance: (query: number, item: number) => (classes[query] === classes[item] ? 20 : 16),
  };

  it('is perfect in all directions when classes lie apart', async () => {
    const { scores, n } = await scoreRetrieval(set);
    expect(n).toBe(4);
    for (const score of Object.values(scores)) expect(score).toBeCloseTo(1, 12);
  });

  it('leaves out the query’s own video, in every direction', async () => {
    const { queries } = await scoreRetrieval(set);
    for (const results of Object.values(queries)) {
      for (const { query, nearest } of results) {
        expect(nearest).toHaveLength(3);
        expect(nearest.map(({ item }) => item)).not.toContain(query);
        expect(nearest[0]?.relevance).toBe(20);
      }
    }
  });

  it('normalises the vectors, so that their lengths do not count', async () => {
    const stretched = { ...set.frames, values: set.frames.values.map((value, k) => value * (1 + (k >> 1))) };
    expect((await scoreRetrieval({ ...set, frames: stretched })).scores.imIm).toBeCloseTo(1, 12);
  });

  it('computes chance for the set at hand', async () => {
    // Three items a query: one of gain 2^20 − 1, two of 2^16 − 1.
    const [high, low] = [2 ** 20 - 1, 2 ** 16 - 1];
    const weights = [1, 1 / log2(3), 1 / 2];
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const ideal = high + low * (all - 1);
    expect((await scoreRetrieval(set)).chance).toBeCloseTo((((high + 2 * low) / 3) * all) / ideal, 12);
  });

  it('gives no score across modalities when frames and sounds share no space', async () => {
    const { scores } = await scoreRetrieval({ ...set, sharedSpace: false });
    expect(scores.imAud).toBeNull();
    expect(scores.audIm).toBeNull();
    expect(scores.imIm).toBeCloseTo(1, 12);
    expect((await scoreRetrieval({ ...set, sounds: null })).scores.audAud).toBeNull();
  });

  it('tells before every query how many are done, and ends when told to', async () => {
    const told: string[] = [];
    const stopping = scoreRetrieval(set, 30, async (done, of) => {
      told.push(`${done} of ${of}`);
      if (done === 2) throw new Error('Stopped.');
    });
    await expect(stopping).rejects.toThrow('Stopped.');
    expect(told).toEqual(['0 of 4', '1 of 4', '2 of 4']);
  });
});
