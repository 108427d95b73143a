import { describe, expect, it } from 'vitest';
import { runsOf, stepBetween } from '../../../src-main/services/proposals/moment-runs.ts';
import { voteOf } from '../../../src-main/services/proposals/neighbour-votes.ts';

describe('moments', () => {
  it('that follow each other make one span, half a step beyond its ends', () => {
    const moments = [0.5, 1.5, 4.5, 5.5].map((at) => ({ at, score: at < 2 ? 0.8 : 0.6 }));
    expect(runsOf(moments, 1, 10)).toEqual([
      { fromSeconds: 0, toSeconds: 2, score: 0.8, key: undefined },
      { fromSeconds: 4, toSeconds: 6, score: 0.6, key: undefined },
    ]);
  });

  it('of different labels stay apart, and spans end with the video', () => {
    const moments = [
      { at: 8.5, score: 1, key: 1 },
      { at: 9.5, score: 1, key: 2 },
    ];
    expect(
      runsOf(moments, 1, 9.7).map(({ fromSeconds, toSeconds, key }) => [fromSeconds, toSeconds, key]),
    ).toEqual([
      [8, 9, 1],
      [9, 9.7, 2],
    ]);
  });

  it('tell their step by the median, so that a gap does not stretch it', () => {
    expect(stepBetween([0.5, 1.5, 2.5, 7.5, 8.5])).toBe(1);
    expect(stepBetween([3])).toBe(1);
  });
});

describe('a vote of neighbours', () => {
  const near = (...pairs: [labelId: number, distance: number][]) =>
    pairs.map(([labelId, distance]) => ({ labelId, distance }));

  it('is certain when all are the same and near', () => {
    expect(voteOf([near([1, 0], [1, 0])])).toEqual({ labelId: 1, confidence: 1 });
  });

  it('counts nearer ones more', () => {
    const vote = voteOf([near([1, 0.1], [2, 0.5], [2, 0.6])])!;
    expect(vote.labelId).toBe(1);
    expect(vote.confidence).toBeLessThan(0.9);
  });

  it('is not decided by a modality in which nothing is near', () => {
    const vote = voteOf([near([1, 0.1], [1, 0.2]), near([2, 1.4], [2, 1.41], [2, 1.412])])!;
    expect(vote.labelId).toBe(1);
    expect(vote.confidence).toBeGreaterThan(0.85);
  });

  it('is no evidence when all are far away, and nothing without neighbours', () => {
    expect(voteOf([near([1, 1.3], [1, 1.35])])!.confidence).toBeLessThan(0.1);
    expect(voteOf([near([1, 1.5])])).toBeNull();
    expect(voteOf([[], []])).toBeNull();
  });
});
