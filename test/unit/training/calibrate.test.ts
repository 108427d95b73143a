import { expect, test } from 'vitest';
import { plattScaling, withScaledOdds } from '../../../src-main/training/trainer/calibrate.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';

/** Log-odds of pairs that match with the probability which 2 · odds − 3 says; even ones match. */
function miscalibrated(count: number): Float32Array {
  const draws = seededValues(count * 2, 3);
  const [matching, other]: [number[], number[]] = [[], []];
  for (let index = 0; index < count; index++) {
    const odds = 1.5 + 2 * draws[2 * index]!;
    const probability = 1 / (1 + Math.exp(-(2 * odds - 3)));
    ((draws[2 * index + 1]! + 1) / 2 < probability ? matching : other).push(odds);
  }
  const pairs = Math.min(matching.length, other.length);
  return Float32Array.from({ length: 2 * pairs }, (_, i) => (i % 2 ? other : matching)[Math.floor(i / 2)]!);
}

test('log-odds are fitted to their answers', () => {
  const { slope, offset } = plattScaling(miscalibrated(20_000));
  expect(slope).toBeGreaterThan(1.85);
  expect(slope).toBeLessThan(2.15);
  expect(offset).toBeGreaterThan(-3.3);
  expect(offset).toBeLessThan(-2.7);
});

test('odds that say the contrary, or nothing, are left alone', () => {
  const contrary = Float32Array.from({ length: 64 }, (_, i) => (i % 2 ? 2 : -2));
  expect(plattScaling(contrary)).toEqual({ slope: 1, offset: 0 });
  const nothing = plattScaling(new Float32Array(64));
  expect(Math.abs(nothing.offset)).toBeLessThan(1e-6);
});

test('perfect odds stay finite', () => {
  const { slope, offset } = plattScaling(Float32Array.from({ length: 64 }, (_, i) => (i % 2 ? -3 : 3)));
  expect(slope).toBeGreaterThan(0);
  expect(Math.abs(offset)).toBeLessThan(0.1);
});

test('fc3 carries the new odds: the difference of its rows', () => {
  const weights = new Map([
    ['fc3.weight', { shape: [2, 1], values: Float32Array.of(2, -2) }],
    ['fc3.bias', { shape: [2], values: Float32Array.of(-2, 2) }],
  ]);
  const scaled = withScaledOdds(weights, 'ave', { slope: 3, offset: 0.5 });
  const row = (name: string) => scaled.get(name)!.values[1]! - scaled.get(name)!.values[0]!;
  const oddsAt = (distance: number) => row('fc3.weight') * distance + row('fc3.bias');
  expect(oddsAt(0.8)).toBeCloseTo(3 * (-4 * 0.8 + 4) + 0.5, 5);
  expect(weights.get('fc3.bias')!.values[1]).toBe(2);
});
