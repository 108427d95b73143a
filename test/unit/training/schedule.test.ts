import { describe, expect, test } from 'vitest';
import { trainOptionsSchema } from '../../../src-main/training/index.ts';
import { learningRateAt } from '../../../src-main/training/trainer/schedule.ts';

const options = (change: object) =>
  trainOptionsSchema.parse({ network: 'ave', learningRate: 1e-3, warmUpSteps: 0, ...change });

describe('the schedule of the paper', () => {
  const steps = options({ schedule: 'steps' });
  const pairsPerEpoch = 500;
  const atEpoch = (epoch: number): number => learningRateAt(steps, epoch * pairsPerEpoch, 1, pairsPerEpoch);

  test('takes six of a hundred off every 16 epochs, and nothing in between', () => {
    expect(atEpoch(0)).toBe(1e-3);
    expect(learningRateAt(steps, 16 * pairsPerEpoch - 1, 1, pairsPerEpoch)).toBe(1e-3);
    expect(atEpoch(16)).toBeCloseTo(0.94e-3, 15);
    expect(atEpoch(31.9)).toBeCloseTo(0.94e-3, 15);
    expect(atEpoch(32)).toBeCloseTo(0.94 ** 2 * 1e-3, 15);
    expect(atEpoch(160)).toBeCloseTo(0.94 ** 10 * 1e-3, 15);
  });

  test('counts epochs by the moments there are, not by the pairs wanted', () => {
    const more = options({ schedule: 'steps', pairs: 10_000_000 });
    expect(learningRateAt(more, 8000, 1, 500)).toBe(learningRateAt(steps, 8000, 1, 500));
    expect(learningRateAt(steps, 8000, 1, 1000)).toBe(1e-3);
  });
});

describe('the schedule of short runs', () => {
  test('keeps the rate for half of the pairs and ends at 2 % of it', () => {
    const cosine = options({ schedule: 'cosine', pairs: 1000 });
    const at = (pairs: number): number => learningRateAt(cosine, pairs, 1, 100);
    expect([at(0), at(500)]).toEqual([1e-3, 1e-3]);
    expect(at(750)).toBeCloseTo(0.51e-3, 12);
    expect(at(1000)).toBeCloseTo(0.02e-3, 12);
    expect(at(2000)).toBeCloseTo(0.02e-3, 12);
  });
});

test('either schedule rises over its first steps', () => {
  for (const schedule of ['steps', 'cosine']) {
    const warm = options({ schedule, warmUpSteps: 4, pairs: 1000 });
    const rates = [0, 1, 2, 3, 4].map((step) => learningRateAt(warm, 0, step, 100));
    expect(rates).toEqual([0.25e-3, 0.5e-3, 0.75e-3, 1e-3, 1e-3]);
  }
});
