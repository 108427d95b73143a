import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boxBetween,
  boxGrips,
  draggedBox,
  nextKeyTime,
  withKeyBox,
  withoutKeyBox,
} from '../../../../src-renderer/annotate/logic/box-geometry.ts';

const box = { x0: 0.2, y0: 0.3, x1: 0.6, y1: 0.5 };
const key = (atSeconds: number, x0 = 0.2) => ({ ...box, atSeconds, x0 });

describe('a box on the picture', () => {
  it('moved whole keeps its size and stops at the edge of the picture', () => {
    const moved = draggedBox(box, 'whole', 0.9, -0.9);
    expect(moved.x0).toBeCloseTo(0.6);
    expect(moved.x1).toBeCloseTo(1);
    expect(moved.y0).toBe(0);
    expect(moved.y1).toBeCloseTo(0.2);
  });

  it('taken at an edge or corner moves only that, and never turns over', () => {
    expect(draggedBox(box, 'se', 0.1, 0.1)).toMatchObject({ x0: 0.2, y0: 0.3 });
    const shrunk = draggedBox(box, 'nw', 9, 9);
    expect(shrunk.x0).toBeLessThan(shrunk.x1);
    expect(shrunk.y0).toBeLessThan(shrunk.y1);
  });

  it('is a box inside the picture after any drag', () => {
    const share = fc.double({ min: -2, max: 2, noNaN: true });
    const grip = fc.constantFrom('whole' as const, ...boxGrips);
    fc.assert(
      fc.property(grip, share, share, (held, dx, dy) => {
        const { x0, y0, x1, y1 } = draggedBox(box, held, dx, dy);
        for (const value of [x0, y0, x1, y1]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(x1).toBeGreaterThan(x0);
        expect(y1).toBeGreaterThan(y0);
      }),
    );
  });

  it('is drawn from any corner to the opposite one', () => {
    expect(boxBetween({ x: 0.8, y: -1 }, { x: 0.1, y: 0.4 })).toEqual({ x0: 0.1, y0: 0, x1: 0.8, y1: 0.4 });
  });
});

describe('key boxes', () => {
  it('of one frame replace each other and keep its time', () => {
    const boxes = withKeyBox([key(1), key(2)], key(1.004, 0.5), 25);
    expect(boxes.map(({ atSeconds, x0 }) => [atSeconds, x0])).toEqual([
      [1, 0.5],
      [2, 0.2],
    ]);
  });

  it('of other frames come in order of time', () => {
    expect(withKeyBox([key(1), key(2)], key(1.5), 25).map((each) => each.atSeconds)).toEqual([1, 1.5, 2]);
    expect(withoutKeyBox([key(1), key(2)], 1.01, 25)).toEqual([key(2)]);
  });

  it('are gone through forwards and backwards, the one on show left out', () => {
    const boxes = [key(1), key(2), key(3)];
    expect(nextKeyTime(boxes, 2.001, 1, 25)).toBe(3);
    expect(nextKeyTime(boxes, 2.001, -1, 25)).toBe(1);
    expect(nextKeyTime(boxes, 3, 1, 25)).toBeNull();
  });
});
