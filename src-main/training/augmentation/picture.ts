import type { Random } from '../random.ts';

/**
 * How pictures are varied (Objects that Sound, §3.3: crop, flip, brightness and saturation jitter). Deviation: the
 * paper crops at one scale; here the crop's size varies too, since the networks later see whole frames.
 */
export interface PictureAugmentation {
  /** Smallest side of the crop, as a share of the picture kept; 1 leaves the whole. */
  readonly smallestCrop: number;
  readonly flip: boolean;
  /** Brightness and saturation are multiplied by 1 ± this. */
  readonly brightness: number;
  readonly saturation: number;
}

/** "A little above 224": 224 of 256 pixels, with mild jitter. */
export const paperPictureAugmentation: PictureAugmentation = {
  smallestCrop: 0.875,
  flip: true,
  brightness: 0.2,
  saturation: 0.2,
};

/** Where a crop lies in the picture and what is done to it; drawn once a pair, the same for all its frames. */
export interface PictureVariation {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly flip: boolean;
  readonly brightness: number;
  readonly saturation: number;
}

/** Draws a variation for a picture of `size` pixels. */
export function drawVariation(size: number, options: PictureAugmentation, random: Random): PictureVariation {
  const side = size * random.between(options.smallestCrop, 1);
  return {
    side,
    left: random.between(0, size - side),
    top: random.between(0, size - side),
    flip: options.flip && random.unit() < 0.5,
    brightness: 1 + random.between(-options.brightness, options.brightness),
    saturation: 1 + random.between(-options.saturation, options.saturation),
  };
}

/** The whole picture as it is, for validation. */
export function noVariation(size: number): PictureVariation {
  return { left: 0, top: 0, side: size, flip: false, brightness: 1, saturation: 1 };
}

/**
 * Cuts, resizes (bilinear) and jitters one picture.
 * @param source RGB bytes [size, size, 3]. @param target RGB bytes [out, out, 3], written from `offset` on.
 */
export function varyPicture(
  source: Uint8Array,
  size: number,
  variation: PictureVariation,
  target: Uint8Array,
  offset: number,
  out: number,
): void {
  const columns = sampleGrid(variation.left, variation.side, size, out);
  const rows = sampleGrid(variation.top, variation.side, size, out);
  const { flip, brightness, saturation } = variation;
  for (let y = 0; y < out; y++) {
    const rowA = rows.near[y]! * size * 3;
    const rowB = rows.far[y]! * size * 3;
    const down = rows.weight[y]!;
    for (let x = 0; x < out; x++) {
      const from = flip ? out - 1 - x : x;
      const a = columns.near[from]! * 3;
      const b = columns.far[from]! * 3;
      const right = columns.weight[from]!;
      const at = offset + (y * out + x) * 3;
      const red = blend(source, rowA + a, rowA + b, rowB + a, rowB + b, right, down);
      const green = blend(source, rowA + a + 1, rowA + b + 1, rowB + a + 1, rowB + b + 1, right, down);
      const blue = blend(source, rowA + a + 2, rowA + b + 2, rowB + a + 2, rowB + b + 2, right, down);
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      target[at] = clampByte((grey + (red - grey) * saturation) * brightness);
      target[at + 1] = clampByte((grey + (green - grey) * saturation) * brightness);
      target[at + 2] = clampByte((grey + (blue - grey) * saturation) * brightness);
    }
  }
}

/** For each output pixel along one axis, its two source pixels and the weight of the second. */
function sampleGrid(start: number, side: number, size: number, out: number) {
  const near = new Int32Array(out);
  const far = new Int32Array(out);
  const weight = new Float32Array(out);
  for (let i = 0; i < out; i++) {
    const position = Math.min(size - 1, Math.max(0, start + ((i + 0.5) * side) / out - 0.5));
    near[i] = Math.floor(position);
    far[i] = Math.min(size - 1, near[i]! + 1);
    weight[i] = position - near[i]!;
  }
  return { near, far, weight };
}

function blend(
  source: Uint8Array,
  aa: number,
  ab: number,
  ba: number,
  bb: number,
  right: number,
  down: number,
): number {
  const upper = source[aa]! + (source[ab]! - source[aa]!) * right;
  const lower = source[ba]! + (source[bb]! - source[ba]!) * right;
  return upper + (lower - upper) * down;
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}
