import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInside, PointGrid } from '../../../../src-renderer/views/map/point-grid.ts';

const coordinate = fc.float({ min: -1, max: 1, noNaN: true });
const cloud = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 200 });
const place = fc.record({ x: coordinate, y: coordinate });

function gridOf(points: readonly (readonly [number, number])[]) {
  const x = Float32Array.from(points, ([value]) => value);
  const y = Float32Array.from(points, ([, value]) => value);
  return { x, y, grid: new PointGrid(x, y) };
}

describe('picking', () => {
  it('finds the nearest point, as a look at all of them does', () => {
    fc.assert(
      fc.property(cloud, place, fc.double({ min: 0.01, max: 3, noNaN: true }), (points, at, within) => {
        const { x, y, grid } = gridOf(points);
        const distances = Array.from(x, (_, point) => Math.hypot(x[point]! - at.x, y[point]! - at.y));
        const least = Math.min(...distances);
        const found = grid.nearest(at, within);
        if (least < within * 0.999) expect(distances[found!]).toBeCloseTo(least, 9);
        if (least > within * 1.001) expect(found).toBeNull();
      }),
    );
  });

  it('finds all points within a distance', () => {
    fc.assert(
      fc.property(cloud, place, fc.double({ min: 0, max: 1, noNaN: true }), (points, at, within) => {
        const { x, y, grid } = gridOf(points);
        const expected = [...x.keys()].filter(
          (point) => (x[point]! - at.x) ** 2 + (y[point]! - at.y) ** 2 <= within * within,
        );
        expect([...grid.within(at, within)]).toEqual(expected);
      }),
    );
  });

  it('finds what a lasso holds, dents included', () => {
    const line = [
      { x: -0.9, y: -0.9 },
      { x: 0.9, y: -0.9 },
      { x: 0.9, y: 0.9 },
      { x: 0, y: 0 },
      { x: -0.9, y: 0.9 },
    ];
    const { grid } = gridOf([
      [0, -0.5],
      [0, 0.5],
      [0.8, 0.6],
      [1, 1],
    ]);
    expect([...grid.inside(line)]).toEqual([0, 2]);
    expect([...grid.inside(line.slice(0, 2))]).toEqual([]);
    fc.assert(
      fc.property(cloud, fc.array(place, { minLength: 3, maxLength: 12 }), (points, polygon) => {
        const { x, y, grid } = gridOf(points);
        const expected = [...x.keys()].filter((point) => isInside(x[point]!, y[point]!, polygon));
        expect([...grid.inside(polygon)]).toEqual(expected);
      }),
    );
  });

  it('walks to the near point in the direction of an arrow, and nowhere where there is none', () => {
    const { grid } = gridOf([
      [0, 0],
      [0.2, 0.01],
      [0.15, 0.14],
      [-0.5, 0],
      [0, 0.9],
    ]);
    expect(grid.towards(0, { x: 1, y: 0 })).toBe(1);
    expect(grid.towards(0, { x: -1, y: 0 })).toBe(3);
    expect(grid.towards(0, { x: 0, y: 1 })).toBe(4);
    expect(grid.towards(0, { x: 0, y: -1 })).toBeNull();
  });

  it('holds points that all lie in one place', () => {
    const { grid } = gridOf([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    expect([...grid.within({ x: 0.5, y: 0.5 }, 0.1)]).toEqual([0, 1]);
    expect(grid.towards(0, { x: 1, y: 0 })).toBeNull();
  });
});
