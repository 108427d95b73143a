import { describe, expect, it } from 'vitest';
import { centreCrop, displaySize, fitSize } from '../../../src-main/media/geometry.ts';

describe('centreCrop', () => {
  it('is the middle of a wide picture, its whole height', () => {
    const crop = centreCrop({ displayWidth: 1600, displayHeight: 800 });
    expect(crop).toEqual({ x: 0.25, y: 0, width: 0.5, height: 1 });
  });

  it('is the middle of a high picture, its whole width', () => {
    const crop = centreCrop({ displayWidth: 300, displayHeight: 400 });
    expect(crop).toEqual({ x: 0, y: 0.125, width: 1, height: 0.75 });
  });

  it('is all of a square one', () => {
    expect(centreCrop({ displayWidth: 7, displayHeight: 7 })).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});

describe('displaySize', () => {
  it('stretches by the pixel aspect, then turns', () => {
    expect(displaySize({ width: 640, height: 360 }, [2, 1], 0)).toEqual({ width: 1280, height: 360 });
    expect(displaySize({ width: 640, height: 360 }, [2, 1], 90)).toEqual({ width: 360, height: 1280 });
  });
});

describe('fitSize', () => {
  it('shrinks to fit, keeps the shape, never enlarges and never vanishes', () => {
    expect(fitSize({ displayWidth: 1920, displayHeight: 1080 }, 320, 320)).toEqual({
      width: 320,
      height: 180,
    });
    expect(fitSize({ displayWidth: 100, displayHeight: 50 }, 320, 320)).toEqual({ width: 100, height: 50 });
    expect(fitSize({ displayWidth: 10_000, displayHeight: 1 }, 100, 100)).toEqual({ width: 100, height: 1 });
  });
});
