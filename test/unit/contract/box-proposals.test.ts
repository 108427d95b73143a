import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxFromHeatmap } from '../../../src-main/contract/box-proposals.ts';
import { centreCrop } from '../../../src-main/media/index.ts';

const whole = { x: 0, y: 0, width: 1, height: 1 };

/** A 14×14 map of a background value with blocks of cells set: [left, top, right, bottom, value], ends included. */
function mapOf(background: number, ...blocks: [number, number, number, number, number][]): number[] {
  const values = new Array<number>(196).fill(background);
  for (const [left, top, right, bottom, value] of blocks)
    for (let row = top; row <= bottom; row += 1)
      for (let column = left; column <= right; column += 1) values[row * 14 + column] = value;
  return values;
}

describe('the box that a heatmap proposes', () => {
  it('lies around the cells that reach max·β + mean·(1−β)', () => {
    const values = mapOf(0, [3, 4, 6, 7, 1]);
    const found = boxFromHeatmap(values, 14, whole, 0.5)!;
    expect(found.threshold).toBeCloseTo(0.5 + 0.5 * (16 / 196));
    expect(found.cells).toBe(16);
    expect(found.box.x0).toBeCloseTo(3 / 14);
    expect(found.box.y0).toBeCloseTo(4 / 14);
    expect(found.box.x1).toBeCloseTo(7 / 14);
    expect(found.box.y1).toBeCloseTo(8 / 14);
  });

  it('is tighter with a larger β: all over the mean at 0, the peak alone at 1', () => {
    const values = mapOf(0, [2, 2, 9, 9, 0.5], [4, 4, 5, 5, 0.8], [5, 5, 5, 5, 1]);
    const cells = (beta: number) => boxFromHeatmap(values, 14, whole, beta)!.cells;
    expect([cells(0), cells(0.6), cells(1)]).toEqual([64, 4, 1]);
  });

  it('takes the largest component, not the one with the peak; corners do not connect', () => {
    const values = mapOf(0, [0, 0, 1, 1, 1], [2, 2, 5, 5, 0.9]);
    const { box, cells } = boxFromHeatmap(values, 14, whole, 0.5)!;
    expect(cells).toBe(16);
    expect(box.x0).toBeCloseTo(2 / 14);
  });

  it('takes the stronger of two components of one size', () => {
    const values = mapOf(0, [1, 1, 2, 2, 0.9], [10, 10, 11, 11, 1]);
    expect(boxFromHeatmap(values, 14, whole, 0.5)!.box.x0).toBeCloseTo(10 / 14);
  });

  it('does not run on from the end of a row to the start of the next', () => {
    const values = mapOf(0, [13, 3, 13, 3, 1], [0, 4, 0, 4, 1]);
    expect(boxFromHeatmap(values, 14, whole, 0.5)!.cells).toBe(1);
  });

  it('is null for a map that points nowhere', () => {
    expect(boxFromHeatmap(mapOf(0.7), 14, whole, 0.5)).toBeNull();
    expect(boxFromHeatmap(mapOf(0), 14, whole, 1)).toBeNull();
  });

  it('is mapped through the crop onto the displayed picture, upright and wide', () => {
    const values = mapOf(0, [0, 0, 13, 0, 1]);
    // 90°-rotated phone video: displayed 1080×1920, the square is the middle of the height.
    const upright = boxFromHeatmap(values, 14, centreCrop({ displayWidth: 1080, displayHeight: 1920 }), 0.5)!;
    expect(upright.box.x0).toBe(0);
    expect(upright.box.x1).toBe(1);
    expect(upright.box.y0 * 1920).toBeCloseTo(420);
    expect(upright.box.y1 * 1920).toBeCloseTo(420 + 1080 / 14);
    // Anamorphic 720×576 shown as 1024×576: shares of the displayed picture, not of the stored one.
    const wide = boxFromHeatmap(values, 14, centreCrop({ displayWidth: 1024, displayHeight: 576 }), 0.5)!;
    expect(wide.box.x0 * 1024).toBeCloseTo(224);
    expect(wide.box.x1 * 1024).toBeCloseTo(800);
  });

  it('always holds the peak of a single summit, lies in the crop, and shrinks as β grows', () => {
    const map = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 196, maxLength: 196 });
    const crop = { x: 0.125, y: 0, width: 0.75, height: 1 };
    fc.assert(
      fc.property(map, fc.double({ min: 0, max: 1, noNaN: true }), (values, beta) => {
        const found = boxFromHeatmap(values, 14, crop, beta);
        if (found === null) return;
        const { x0, y0, x1, y1 } = found.box;
        expect(x0).toBeGreaterThanOrEqual(0.125);
        expect(x1).toBeLessThanOrEqual(0.875 + 1e-9);
        expect(x1).toBeGreaterThan(x0);
        expect(y1).toBeGreaterThan(y0);
        const tighter = boxFromHeatmap(values, 14, crop, Math.min(beta + 0.2, 1))!;
        expect(tighter.threshold).toBeGreaterThanOrEqual(found.threshold - 1e-9);
        expect(tighter.cells).toBeLessThanOrEqual(found.cells);
      }),
    );
  });
});
