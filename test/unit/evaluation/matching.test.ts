import { describe, expect, it } from 'vitest';
import { chooseOtherSounds, scoreMatching } from '../../../src-main/evaluation/index.ts';

describe('matching frames with sounds', () => {
  const choice = (own: number, others: number[]) => [{ own, others }];
  const hundred = (value: number): number[] => Array(99).fill(value);

  it('is perfect when every own sound scores highest, and nil when lowest', () => {
    expect(scoreMatching(choice(1, hundred(0)))).toEqual({ twoWay: 1, topFive: 1, of: 100, n: 1 });
    expect(scoreMatching(choice(0, hundred(1)))).toEqual({ twoWay: 0, topFive: 0, of: 100, n: 1 });
  });

  it('is chance when all scores are equal: one half, and five of a hundred', () => {
    const blind = scoreMatching(choice(0.3, hundred(0.3)));
    expect(blind.twoWay).toBe(0.5);
    expect(blind.topFive).toBeCloseTo(0.05, 12);
  });

  it('counts the best five by rank, and shares a tie across the fifth place', () => {
    expect(scoreMatching(choice(5, [9, 8, 7, 6, 1, 0])).topFive).toBe(1);
    expect(scoreMatching(choice(5, [9, 8, 7, 6, 6, 0])).topFive).toBe(0);
    expect(scoreMatching(choice(5, [9, 8, 7, 6, 5, 0])).topFive).toBe(0.5);
  });

  it('measures nothing where there is no other video', () => {
    expect(chooseOtherSounds([1, 1, 1]).map((others) => others.length)).toEqual([0, 0, 0]);
    expect(scoreMatching(choice(1, []))).toEqual({ twoWay: 0, topFive: 0, of: 0, n: 0 });
  });

  it('takes other sounds from other videos only, each at most once, by the shift alone', () => {
    const groups = Array.from({ length: 260 }, (_, index) => index >> 1);
    for (let shift = 0; shift < 5; shift++) {
      const choices = chooseOtherSounds(groups, shift);
      expect(choices).toEqual(chooseOtherSounds(groups, shift));
      for (const [frame, others] of choices.entries()) {
        expect(others).toHaveLength(99);
        expect(new Set(others).size).toBe(99);
        for (const sound of others) expect(groups[sound]).not.toBe(groups[frame]);
      }
    }
    expect(chooseOtherSounds(groups, 1)).not.toEqual(chooseOtherSounds(groups, 2));
  });
});
