import { describe, expect, it } from 'vitest';
import {
  drawVariation,
  noVariation,
  type PictureVariation,
  paperPictureAugmentation,
  varyPicture,
} from '../../../src-main/training/augmentation/picture.ts';
import { randomStream } from '../../../src-main/training/random.ts';

const SIZE = 8;

/** Left half red 200, right half blue 100, and one green pixel in the upper left corner. */
function picture(): Uint8Array {
  const bytes = new Uint8Array(SIZE * SIZE * 3);
  for (let i = 0; i < SIZE * SIZE; i++) {
    if (i % SIZE < SIZE / 2) bytes[i * 3] = 200;
    else bytes[i * 3 + 2] = 100;
  }
  bytes.set([0, 255, 0], 0);
  return bytes;
}

function vary(change: Partial<PictureVariation>): { at(x: number, y: number): number[] } {
  const target = new Uint8Array(SIZE * SIZE * 3);
  varyPicture(picture(), SIZE, { ...noVariation(SIZE), ...change }, target, 0, SIZE);
  return { at: (x, y) => [...target.subarray((y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3)] };
}

describe('variation of a picture', () => {
  it('leaves it as it is where nothing is varied', () => {
    const same = vary({});
    expect(same.at(0, 0)).toEqual([0, 255, 0]);
    expect(same.at(1, 0)).toEqual([200, 0, 0]);
    expect(same.at(7, 7)).toEqual([0, 0, 100]);
  });

  it('flips left and right', () => {
    expect(vary({ flip: true }).at(7, 0)).toEqual([0, 255, 0]);
  });

  it('turns around the middle: after a quarter turn the corner lies in another one', () => {
    const turned = vary({ tiltRadians: Math.PI / 2 });
    // Row by row the turned picture reads the columns from the right: upper left comes from upper right.
    expect(turned.at(0, 7)).toEqual([0, 255, 0]);
    expect(turned.at(0, 0)).toEqual([0, 0, 100]);
  });

  it('squeezes: a crop of half the height fills the picture with its middle rows', () => {
    const squeezed = vary({ aspect: 0.5 });
    expect(squeezed.at(0, 0)).toEqual([200, 0, 0]);
    expect(squeezed.at(7, 0)).toEqual([0, 0, 100]);
  });

  it('is the same for an upright square by either way of sampling', () => {
    const upright = vary({ left: 1, top: 2, side: 5 });
    const barelyTilted = vary({ left: 1, top: 2, side: 5, tiltRadians: 1e-9 });
    for (let i = 0; i < SIZE; i++) expect(barelyTilted.at(i, i)).toEqual(upright.at(i, i));
  });

  it('changes contrast around middle grey, and each colour by its own factor', () => {
    // (200 − 128) · 0.5 + 128 = 164; (0 − 128) · 0.5 + 128 = 64.
    expect(vary({ contrast: 0.5 }).at(1, 1)).toEqual([164, 64, 64]);
    expect(vary({ tint: [0.5, 1, 2] }).at(1, 1)).toEqual([100, 0, 0]);
    expect(vary({ tint: [0.5, 1, 2] }).at(7, 1)).toEqual([0, 0, 200]);
  });

  it('moves colours towards their grey, and makes them darker', () => {
    // The grey of (200, 0, 0) is 59.8.
    expect(vary({ saturation: 0 }).at(1, 1)).toEqual([60, 60, 60]);
    expect(vary({ brightness: 0.5 }).at(1, 1)).toEqual([100, 0, 0]);
  });

  it('covers a rectangle with grey and nothing else', () => {
    const covered = vary({ cover: { left: 0.5, top: 0.25, width: 0.25, height: 0.5 } });
    expect(covered.at(4, 2)).toEqual([128, 128, 128]);
    expect(covered.at(5, 5)).toEqual([128, 128, 128]);
    expect(covered.at(6, 2)).toEqual([0, 0, 100]);
    expect(covered.at(4, 1)).toEqual([0, 0, 100]);
    expect(covered.at(4, 6)).toEqual([0, 0, 100]);
  });
});

describe('drawing a variation', () => {
  it('stays within its options and repeats for a seed', () => {
    const options = { ...paperPictureAugmentation, tiltDegrees: 20, stretch: 0.3, contrast: 0.4, tint: 0.1 };
    for (let seed = 0; seed < 200; seed++) {
      const drawn = drawVariation(256, { ...options, cover: 0.5 }, randomStream(seed));
      expect(drawn.side).toBeGreaterThanOrEqual(224);
      expect(drawn.left + drawn.side).toBeLessThanOrEqual(256);
      expect(Math.abs(drawn.tiltRadians)).toBeLessThanOrEqual((20 * Math.PI) / 180);
      expect(Math.abs(Math.log(drawn.aspect))).toBeLessThanOrEqual(Math.log(1.3) + 1e-12);
      expect(Math.abs(drawn.contrast - 1)).toBeLessThanOrEqual(0.4);
      expect(drawn.cover!.left + drawn.cover!.width).toBeLessThanOrEqual(1);
      expect(drawVariation(256, { ...options, cover: 0.5 }, randomStream(seed))).toEqual(drawn);
    }
  });

  it('draws for what is switched on alone, so that the sounds of older runs stay what they were', () => {
    const [random, other] = [randomStream(7), randomStream(7)];
    drawVariation(256, paperPictureAugmentation, random);
    for (let draws = 0; draws < 6; draws++) other.unit();
    expect(random.unit()).toBe(other.unit());
  });
});
