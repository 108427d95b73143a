import { describe, expect, it } from 'vitest';
import { estimateProgress } from '../../../src-main/services/jobs/progress-estimate.ts';

describe('the estimate of the time left', () => {
  it('says nothing before a second has passed', () => {
    expect(estimateProgress(0, 0).reach(0.5, 0.4)).toBeNull();
  });

  it('says nothing while nothing was gained', () => {
    const estimate = estimateProgress(0, 0);
    expect(estimate.reach(0, 5)).toBeNull();
  });

  it('is right for work at a steady speed', () => {
    const estimate = estimateProgress(0, 0);
    let left: number | null = null;
    for (let second = 1; second <= 40; second++) left = estimate.reach(second / 100, second);
    expect(left).toBeCloseTo(60, 5);
  });

  it('counts only what this run did of a job that was resumed', () => {
    const estimate = estimateProgress(0.9, 0);
    let left: number | null = null;
    for (let second = 1; second <= 10; second++) left = estimate.reach(0.9 + second / 1000, second);
    expect(left).toBeCloseTo(90, 5);
  });

  it('moves gently when the speed changes at once', () => {
    const estimate = estimateProgress(0, 0);
    let before = 0;
    for (let second = 1; second <= 20; second++) before = estimate.reach(second / 100, second)!;
    const after = estimate.reach(0.2, 21)!;
    expect(Math.abs(after - before)).toBeLessThan(8);
  });

  it('leaves a pause out of the reckoning', () => {
    const estimate = estimateProgress(0, 0);
    for (let second = 1; second <= 20; second++) estimate.reach(second / 100, second);
    estimate.skip(20, 1020);
    expect(estimate.reach(0.21, 1021)).toBeCloseTo(79, 0);
  });

  it('follows the last minute of a job whose beginning was slow', () => {
    const estimate = estimateProgress(0, 0);
    for (let second = 1; second <= 100; second++) estimate.reach(second / 10_000, second);
    let left: number | null = null;
    for (let second = 1; second <= 90; second++) left = estimate.reach(0.01 + second / 200, 100 + second);
    expect(left).toBeGreaterThan(90);
    expect(left).toBeLessThan(125);
  });

  it('is zero at the end', () => {
    const estimate = estimateProgress(0, 0);
    estimate.reach(0.5, 10);
    expect(estimate.reach(1, 20)).toBe(0);
  });
});
