import { describe, expect, it } from 'vitest';
import {
  cropSource,
  fitPicture,
  peakInCrop,
  placeCrop,
  rgbFromRgba,
} from '../../../src-renderer/logic/crop-mapping.ts';

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
