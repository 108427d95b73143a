import type { RgbPicture } from './types.ts';

/** For each target pixel: the first source pixel under it and the weights from there on, `taps` of them. */
interface Weights {
  taps: number;
  first: Int32Array;
  weight: Float32Array;
}

/**
 * Resizes a picture by a factor, averaging the area under each pixel when it shrinks (no aliasing) and linearly
 * when it grows. The result is at least 4×4.
 */
export function resizePicture(picture: RgbPicture, scale: number): RgbPicture {
  const width = Math.max(4, Math.round(picture.width * scale));
  const height = Math.max(4, Math.round(picture.height * scale));
  const columns = triangleWeights(picture.width, width);
  const rows = triangleWeights(picture.height, height);
  const narrowed = new Float32Array(width * picture.height * 3);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let tap = 0; tap < columns.taps; tap++) {
          const source = clampIndex((columns.first[x] as number) + tap, picture.width);
          const weight = columns.weight[x * columns.taps + tap] as number;
          sum += weight * (picture.pixels[(y * picture.width + source) * 3 + channel] as number);
        }
        narrowed[(y * width + x) * 3 + channel] = sum;
      }
    }
  }
  const pixels = new Uint8Array(width * height * 3);
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    for (let place = 0; place < stride; place++) {
      let sum = 0.5;
      for (let tap = 0; tap < rows.taps; tap++) {
        const source = clampIndex((rows.first[y] as number) + tap, picture.height);
        sum += (rows.weight[y * rows.taps + tap] as number) * (narrowed[source * stride + place] as number);
      }
      pixels[y * stride + place] = sum;
    }
  }
  return { width, height, pixels };
}

function triangleWeights(from: number, to: number): Weights {
  const ratio = from / to;
  const reach = Math.max(1, ratio);
  const taps = Math.ceil(2 * reach) + 1;
  const first = new Int32Array(to);
  const weight = new Float32Array(to * taps);
  for (let index = 0; index < to; index++) {
    const centre = (index + 0.5) * ratio - 0.5;
    const start = Math.ceil(centre - reach);
    first[index] = start;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const value = Math.max(0, 1 - Math.abs(start + tap - centre) / reach);
      weight[index * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) (weight[index * taps + tap] as number) /= sum;
  }
  return { taps, first, weight };
}

function clampIndex(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}
