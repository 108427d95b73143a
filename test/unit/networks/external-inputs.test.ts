import { describe, expect, it } from 'vitest';
import { resample } from '../../../src-main/networks/inputs/resample.ts';
import { resizePicture } from '../../../src-main/networks/inputs/resize-picture.ts';

const tone = (hertz: number, rate: number): Float32Array =>
  Float32Array.from({ length: rate }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));

/** Largest difference away from the ends, where silence leaks in. */
function worst(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let index = 200; index < a.length - 200; index++)
    largest = Math.max(largest, Math.abs(a[index]! - b[index]!));
  return largest;
}

describe('sound at another rate', () => {
  it.each([16_000, 44_100, 22_050])('keeps a tone of 440 Hz at %i Hz', (rate) => {
    const resampled = resample(tone(440, 48_000), 48_000, rate);
    expect(resampled.length).toBe(rate);
    expect(worst(resampled, tone(440, rate))).toBeLessThan(1e-3);
  });

  it('takes away what the lower rate cannot hold instead of folding it back', () => {
    const resampled = resample(tone(12_000, 48_000), 48_000, 16_000);
    expect(worst(resampled, new Float32Array(16_000))).toBeLessThan(1e-3);
  });

  it('leaves sound of the same rate alone', () => {
    const sound = tone(440, 48_000);
    expect(resample(sound, 48_000, 48_000)).toBe(sound);
  });
});

describe('a picture at another size', () => {
  it('of one colour stays of that colour', () => {
    const grey = new Uint8Array(8 * 8 * 3).fill(90);
    for (const size of [3, 5, 8, 20])
      expect(Math.max(...resizePicture(grey, 8, size).map((v) => Math.abs(v - 90)))).toBeLessThan(1e-3);
  });

  it('has the mean of the pixels it was made of, and left stays left', () => {
    const picture = new Uint8Array(4 * 4 * 3);
    for (let row = 0; row < 4; row++)
      for (let column = 0; column < 2; column++) picture[(row * 4 + column) * 3] = 200;
    const halved = resizePicture(picture, 4, 2);
    expect(halved[0]).toBeGreaterThan(150);
    expect(halved[3]).toBeLessThan(50);
    expect((halved[0]! + halved[3]!) / 2).toBeCloseTo(100, 4);
    expect(halved[1]).toBe(0);
  });
});
