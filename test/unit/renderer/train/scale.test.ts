import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extentOf,
  nearestPoint,
  place,
  roundExtent,
  roundTicks,
} from '../../../../src-renderer/views/train/chart/scale.ts';

describe('the scale of a chart', () => {
  it('labels round values only, about as many as wanted', () => {
    expect(roundTicks({ from: 0, to: 20_000 }, 4)).toEqual([0, 5000, 10_000, 15_000, 20_000]);
    expect(roundTicks({ from: 0.45, to: 0.75 }, 3)).toEqual([0.5, 0.6, 0.7]);
    expect(roundTicks({ from: 0.113, to: 0.187 }, 4)).toEqual([0.12, 0.14, 0.16, 0.18]);
  });

  it('never labels outside the extent, nor drifts off the round values', () => {
    const values = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (from, span, wanted) => {
          const extent = { from, to: from + span };
          for (const tick of roundTicks(extent, wanted)) {
            expect(tick).toBeGreaterThanOrEqual(extent.from - span * 1e-6);
            expect(tick).toBeLessThanOrEqual(extent.to + span * 1e-6);
          }
          expect(roundTicks(extent, wanted).length).toBeLessThanOrEqual(wanted + 2);
        },
      ),
      { seed: 4 },
    );
  });

  it('widens an extent to round ends, and gives a single value room', () => {
    expect(roundExtent({ from: 0.52, to: 2.31 }, 4)).toEqual({ from: 0.5, to: 2.5 });
    const { from, to } = roundExtent({ from: 2, to: 2 }, 4);
    expect(from).toBeLessThan(2);
    expect(to).toBeGreaterThan(2);
  });

  it('leaves out what is not finite', () => {
    expect(extentOf([Number.NaN, 3, Number.POSITIVE_INFINITY, -1])).toEqual({ from: -1, to: 3 });
    expect(extentOf([Number.NaN])).toBeNull();
  });

  it('places values linearly, the only one in the middle', () => {
    expect(place(5, { from: 0, to: 10 }, 100, 0)).toBe(50);
    expect(place(7, { from: 7, to: 7 }, 0, 40)).toBe(20);
  });

  it('finds the nearest point by its x', () => {
    const points = [0, 1, 4, 9].map((x) => ({ x }));
    expect([-5, 0.4, 0.6, 2.4, 2.6, 100].map((x) => nearestPoint(points, x))).toEqual([0, 0, 1, 1, 2, 3]);
    expect(nearestPoint([], 1)).toBe(-1);
  });
});
