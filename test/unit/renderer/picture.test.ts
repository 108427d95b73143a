import { describe, expect, it } from 'vitest';
import { colourTable } from '../../../src-main/contract/colour-maps.ts';
import {
  cropSource,
  fitPicture,
  peakInCrop,
  placeCrop,
  rgbFromRgba,
} from '../../../src-renderer/logic/crop-mapping.ts';
import { alphaOf, paintHeatmap, valueAt } from '../../../src-renderer/logic/heatmap-picture.ts';

const wide = { x: 0.21875, y: 0, width: 0.5625, height: 1 };

describe('the crop on the stage', () => {
  it('letterboxes a wide picture above and below, and a tall one left and right', () => {
    expect(fitPicture({ width: 800, height: 800 }, { width: 1920, height: 1080 })).toEqual({
      x: 0,
      y: 175,
      width: 800,
      height: 450,
    });
    expect(fitPicture({ width: 800, height: 400 }, { width: 500, height: 1000 }).x).toBe(300);
  });

  it('lies as a square on the displayed picture', () => {
    const placed = placeCrop({ x: 0, y: 175, width: 800, height: 450 }, wide);
    expect(placed).toEqual({ x: 175, y: 175, width: 450, height: 450 });
    expect(cropSource(wide, 1920, 1080)).toEqual({ x: 420, y: 0, width: 1080, height: 1080 });
  });

  it('maps a peak of the picture into the crop', () => {
    expect(peakInCrop({ x: 0.5, y: 0.25 }, wide)).toEqual({ x: 0.5, y: 0.25 });
    expect(peakInCrop({ x: 0.21875, y: 0 }, wide)).toEqual({ x: 0, y: 0 });
  });

  it('drops alpha and nothing else from the pixels it sends', () => {
    expect([...rgbFromRgba(new Uint8ClampedArray([1, 2, 3, 255, 4, 5, 6, 0]))]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('the heatmap as a picture', () => {
  const oneHotCell = Array.from({ length: 196 }, (_, cell) => (cell === 3 * 14 + 9 ? 1 : 0));
  const style = { colours: colourTable('inferno'), threshold: 0.5, opacity: 1 };

  it('has each value at its cell centre and halves half-way between cells', () => {
    expect(valueAt(oneHotCell, 9.5 / 14, 3.5 / 14)).toBeCloseTo(1);
    expect(valueAt(oneHotCell, 10 / 14, 3.5 / 14)).toBeCloseTo(0.5);
    expect(valueAt(oneHotCell, 0, 0)).toBe(0);
  });

  it('holds the border value out to the edge instead of fading', () => {
    const corner = Array.from({ length: 196 }, (_, cell) => (cell === 195 ? 0.7 : 0));
    expect(valueAt(corner, 1, 1)).toBeCloseTo(0.7);
  });

  it('is clear below the threshold, and shows everything when there is none', () => {
    expect(alphaOf(0.49, style)).toBe(0);
    expect(alphaOf(0.9, style)).toBe(255);
    expect(alphaOf(0, { ...style, threshold: 0, opacity: 0.5 })).toBe(128);
  });

  it('puts the brightest pixel over the hottest cell', () => {
    const side = 56;
    const target = new Uint8ClampedArray(side * side * 4);
    paintHeatmap(oneHotCell, side, style, target);
    let brightest = 0;
    for (let pixel = 0; pixel < side * side; pixel += 1) {
      if (target[pixel * 4 + 3]! > 0 && target[pixel * 4 + 1]! > target[brightest * 4 + 1]!)
        brightest = pixel;
    }
    expect(Math.floor((((brightest % side) + 0.5) / side) * 14)).toBe(9);
    expect(Math.floor(((Math.floor(brightest / side) + 0.5) / side) * 14)).toBe(3);
  });
});
