import type { Random } from '../random.ts';
import { type Crop, sampleCrop } from './crop.ts';

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
  /** Beyond the paper: turned by ± this many degrees. 0 switches it off. */
  readonly tiltDegrees: number;
  /** Beyond the paper: the crop's height to its width is multiplied by up to 1 + this, or divided. 0 switches it off. */
  readonly stretch: number;
  /** Beyond the paper: distances from middle grey are multiplied by 1 ± this. 0 switches it off. */
  readonly contrast: number;
  /** Beyond the paper: each of red, green and blue is multiplied by 1 ± this of its own. 0 switches it off. */
  readonly tint: number;
  /** Beyond the paper: a grey rectangle with sides of up to this share of the picture's covers a part. 0 switches it off. */
  readonly cover: number;
}

/** "A little above 224": 224 of 256 pixels, with mild jitter. */
export const paperPictureAugmentation: PictureAugmentation = {
  smallestCrop: 0.875,
  flip: true,
  brightness: 0.2,
  saturation: 0.2,
  tiltDegrees: 0,
  stretch: 0,
  contrast: 0,
  tint: 0,
  cover: 0,
};

/** A rectangle of the varied picture, in shares of its side. */
interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a crop lies in the picture and what is done to it; drawn once a pair, the same for all its frames. */
export interface PictureVariation extends Crop {
  readonly brightness: number;
  readonly saturation: number;
  readonly contrast: number;
  /** What red, green and blue are multiplied by. */
  readonly tint: readonly [number, number, number];
  readonly cover: Rectangle | null;
}

/**
 * Draws a variation for a picture of `size` pixels. What is switched off draws nothing, so that the other draws
 * stay what they are.
 */
export function drawVariation(size: number, options: PictureAugmentation, random: Random): PictureVariation {
  const around = (spread: number) => (spread > 0 ? 1 + random.between(-spread, spread) : 1);
  const side = size * random.between(options.smallestCrop, 1);
  return {
    side,
    left: random.between(0, size - side),
    top: random.between(0, size - side),
    flip: options.flip && random.unit() < 0.5,
    brightness: 1 + random.between(-options.brightness, options.brightness),
    saturation: 1 + random.between(-options.saturation, options.saturation),
    aspect: options.stretch > 0 ? (1 + options.stretch) ** random.between(-1, 1) : 1,
    tiltRadians:
      options.tiltDegrees > 0
        ? (random.between(-options.tiltDegrees, options.tiltDegrees) * Math.PI) / 180
        : 0,
    contrast: around(options.contrast),
    tint: [around(options.tint), around(options.tint), around(options.tint)],
    cover: options.cover > 0 ? drawCover(options.cover, random) : null,
  };
}

function drawCover(largest: number, random: Random): Rectangle {
  const width = random.between(0, largest);
  const height = random.between(0, largest);
  return { width, height, left: random.between(0, 1 - width), top: random.between(0, 1 - height) };
}

/** The whole picture as it is, for validation. */
export function noVariation(size: number): PictureVariation {
  return {
    ...{ left: 0, top: 0, side: size, aspect: 1, tiltRadians: 0, flip: false },
    ...{ brightness: 1, saturation: 1, contrast: 1, tint: [1, 1, 1], cover: null },
  };
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
  const pixels = target.subarray(offset, offset + out * out * 3);
  const sampled = sampleCrop(source, size, variation, out);
  varyColours(sampled, variation, pixels);
  if (variation.cover) coverPart(pixels, variation.cover, out);
}

/** @param colours RGB, any count of pixels, 0…255. @param target the same count, as bytes. */
function varyColours(
  colours: Float32Array,
  { brightness, saturation, contrast, tint }: PictureVariation,
  target: Uint8Array,
): void {
  // Contrast turns around middle grey: x ↦ (x − 128)·c + 128.
  const lift = 128 * (1 - contrast);
  for (let at = 0; at < target.length; at += 3) {
    const red = colours[at]!;
    const green = colours[at + 1]!;
    const blue = colours[at + 2]!;
    const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
    const vary = (value: number) => ((grey + (value - grey) * saturation) * contrast + lift) * brightness;
    target[at] = clampByte(vary(red) * tint[0]);
    target[at + 1] = clampByte(vary(green) * tint[1]);
    target[at + 2] = clampByte(vary(blue) * tint[2]);
  }
}

function coverPart(pixels: Uint8Array, cover: Rectangle, out: number): void {
  const left = Math.round(cover.left * out);
  const right = Math.round((cover.left + cover.width) * out);
  const bottom = Math.round((cover.top + cover.height) * out);
  for (let y = Math.round(cover.top * out); y < bottom; y++) {
    pixels.fill(128, (y * out + left) * 3, (y * out + right) * 3);
  }
}

function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
}
