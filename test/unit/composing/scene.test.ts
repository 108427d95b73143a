import { describe, expect, it } from 'vitest';
import { setScene } from '../../../src-main/services/composing/clip-picture.ts';
import { drawSprite } from '../../../src-main/services/composing/compositor.ts';
import { cropToObject, findPlainBackground } from '../../../src-main/services/composing/cut-out.ts';
import { boxAt } from '../../../src-main/services/composing/motion.ts';
import { RandomStream } from '../../../src-main/services/composing/random.ts';
import { resizePicture } from '../../../src-main/services/composing/resize.ts';
import { makeSprite, type Sprite } from '../../../src-main/services/composing/sprite.ts';
import type { RgbPicture } from '../../../src-main/services/composing/types.ts';

/** A white page with a coloured disc in it. */
function discOnWhite(side: number, centreX: number, centreY: number, radius: number): RgbPicture {
  const pixels = new Uint8Array(side * side * 3).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (Math.hypot(x + 0.5 - centreX, y + 0.5 - centreY) < radius) {
        pixels.set([200, 30, 40], (y * side + x) * 3);
      }
    }
  }
  return { width: side, height: side, pixels };
}

/** An opaque red sprite whose outline is its four corners. */
function redSprite(width: number, height: number): Sprite {
  const pixels = new Float32Array(width * height * 4);
  for (let place = 0; place < width * height; place++) pixels.set([255, 0, 0, 1], place * 4);
  return { width, height, pixels, outline: Float32Array.of(0, 0, width, 0, 0, height, width, height) };
}

describe('cutting out', () => {
  it('finds the white page around an object but not white inside it', () => {
    const picture = discOnWhite(40, 20, 20, 12);
    for (let y = 18; y < 22; y++) picture.pixels.fill(255, (y * 40 + 18) * 3, (y * 40 + 22) * 3);
    const { plain, outside } = findPlainBackground(picture);
    expect(plain).toBe(true);
    expect(outside[0]).toBe(1);
    expect(outside[20 * 40 + 20]).toBe(0);
  });

  it('takes a picture without a plain border as a whole', () => {
    const picture = { width: 16, height: 16, pixels: new Uint8Array(16 * 16 * 3).fill(120) };
    expect(findPlainBackground(picture).plain).toBe(false);
  });

  it('crops a picture to its object', () => {
    const { width, height } = cropToObject(discOnWhite(100, 30, 60, 10));
    expect([width, height]).toEqual([26, 26]);
    const blank = { width: 8, height: 8, pixels: new Uint8Array(192).fill(255) };
    expect(cropToObject(blank)).toBe(blank);
  });

  it('outlines the object, not the page, whatever the manner of cutting', () => {
    for (let seed = 0; seed < 12; seed++) {
      const sprite = makeSprite(discOnWhite(100, 50, 50, 20), 100, new RandomStream(seed, 'cut'));
      const box = boxAt(sprite, { x: 50, y: 50, scale: 1, turn: 0 }, 100, 100);
      expect(box[0]).toBeGreaterThan(0.27);
      expect(box[2]).toBeLessThan(0.73);
      expect(box[2] - box[0]).toBeGreaterThan(0.34);
    }
  });
});

describe('resizing', () => {
  it('keeps a flat colour and the mean of a fine pattern', () => {
    const pattern = new Uint8Array(64 * 64 * 3);
    for (let place = 0; place < 64 * 64; place++)
      pattern.fill(place % 2 ? 200 : 100, place * 3, place * 3 + 3);
    const small = resizePicture({ width: 64, height: 64, pixels: pattern }, 0.25);
    expect([small.width, small.height]).toEqual([16, 16]);
    for (const value of small.pixels) expect(Math.abs(value - 150)).toBeLessThanOrEqual(14);
    const flat = resizePicture({ width: 5, height: 9, pixels: new Uint8Array(135).fill(77) }, 3.3);
    expect(new Set(flat.pixels)).toEqual(new Set([77]));
  });
});

describe('drawing a sprite', () => {
  it('puts its pixels inside its box, turned and scaled', () => {
    const size = 120;
    for (const turn of [0, 0.3, -0.8]) {
      const frame = new Uint8Array(size * size * 3);
      const sprite = redSprite(40, 24);
      const pose = { x: 55, y: 64, scale: 1.3, turn };
      drawSprite(frame, size, size, sprite, pose);
      let [x0, y0, x1, y1] = [size, size, 0, 0];
      for (let place = 0; place < size * size; place++) {
        if ((frame[place * 3] as number) < 128) continue;
        const [x, y] = [place % size, Math.floor(place / size)];
        [x0, y0] = [Math.min(x0, x), Math.min(y0, y)];
        [x1, y1] = [Math.max(x1, x + 1), Math.max(y1, y + 1)];
      }
      const box = boxAt(sprite, pose, size, size).map((value) => value * size);
      expect(
        Math.max(...[x0, y0, x1, y1].map((edge, k) => Math.abs(edge - (box[k] as number)))),
      ).toBeLessThan(2.5);
    }
  });

  it('leaves the frame alone where the sprite is not', () => {
    const frame = new Uint8Array(50 * 50 * 3).fill(9);
    drawSprite(frame, 50, 50, redSprite(10, 10), { x: 200, y: 200, scale: 1, turn: 0 });
    expect(new Set(frame)).toEqual(new Set([9]));
  });
});

describe('a scene', () => {
  const size = { width: 96, height: 64, seconds: 4 };
  const pictures = [discOnWhite(48, 24, 24, 15), discOnWhite(48, 24, 24, 10)];
  const scene = (seed: number) => setScene(pictures, null, size, new RandomStream(seed, 'scene'));

  it('draws the same frames for the same seed and others for another', () => {
    expect(scene(1).frameAt(1.5)).toEqual(scene(1).frameAt(1.5));
    expect(scene(1).frameAt(1.5)).not.toEqual(scene(2).frameAt(1.5));
  });

  it('keeps both objects within the square that the networks see, and mostly apart', () => {
    for (let seed = 0; seed < 30; seed++) {
      const { boxOf } = scene(seed);
      for (const at of [0.1, 2, 3.9]) {
        const [a, b] = [boxOf(0, at), boxOf(1, at)];
        for (const box of [a, b]) {
          // The square is the middle two thirds of a 96×64 frame; a breath of slack for turn and wobble.
          expect((box[0] + box[2]) / 2).toBeGreaterThan(1 / 6);
          expect((box[0] + box[2]) / 2).toBeLessThan(5 / 6);
        }
        const overlap =
          Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
          Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        const smaller = Math.min(...[a, b].map((box) => (box[2] - box[0]) * (box[3] - box[1])));
        expect(overlap / smaller).toBeLessThan(0.5);
      }
    }
  });
});
