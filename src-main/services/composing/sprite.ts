import { cropToObject, edgeOpacity, findPlainBackground, softenEdge } from './cut-out.ts';
import type { RandomStream } from './random.ts';
import { resizePicture } from './resize.ts';
import type { Look, RgbPicture } from './types.ts';

/**
 * A picture cut out for pasting: premultiplied RGBA in 0…255 as float32 `[height, width, 4]`, and the outline
 * of what is visible of the object, from which boxes are made.
 */
export interface Sprite {
  width: number;
  height: number;
  pixels: Float32Array;
  /** Extreme points of the object, x and y interleaved, in sprite pixels. */
  outline: Float32Array;
}

/**
 * Cuts a picture out in one of several manners: along the object where its background is plain white, or as a
 * card with soft rounded edges, or as an oval. The variety keeps a network from learning the manner of cutting.
 */
export function makeSprite(
  picture: RgbPicture,
  longSide: number,
  random: RandomStream,
  look: Look = 'varied',
): Sprite {
  const shown = look === 'clean' ? cropToObject(picture) : picture;
  const scaled = resizePicture(shown, longSide / Math.max(shown.width, shown.height));
  const background = findPlainBackground(scaled);
  const cutOut = background.plain && (look === 'clean' || random.chance(0.7));
  const manner = cutOut ? 'object' : random.pick(['card', 'card', 'oval'] as const);
  const flip = random.chance(0.5);
  const tone = look === 'clean' ? { gain: 1, offset: 0, saturation: 1 } : drawTone(random);
  const alpha = new Float32Array(scaled.width * scaled.height);
  for (let y = 0; y < scaled.height; y++) {
    for (let x = 0; x < scaled.width; x++) {
      const place = y * scaled.width + x;
      alpha[place] =
        manner === 'object' ? (background.outside[place] ? 0 : 1) : edgeOpacity(manner, x, y, scaled);
    }
  }
  const soft = manner === 'object' ? softenEdge(alpha, scaled.width, scaled.height) : alpha;
  const isObject = (place: number): boolean => !background.outside[place] && (soft[place] as number) > 0.5;
  return assemble(scaled, soft, isObject, flip, tone);
}

interface Tone {
  gain: number;
  offset: number;
  saturation: number;
}

function drawTone(random: RandomStream): Tone {
  return {
    gain: random.between(0.75, 1.15),
    offset: random.between(-14, 14),
    saturation: random.between(0.7, 1.25),
  };
}

function assemble(
  picture: RgbPicture,
  alpha: Float32Array,
  isObject: (place: number) => boolean,
  flip: boolean,
  tone: Tone,
): Sprite {
  const { width, height } = picture;
  const pixels = new Float32Array(width * height * 4);
  const outline: number[] = [];
  for (let y = 0; y < height; y++) {
    let first = -1;
    let last = -1;
    for (let x = 0; x < width; x++) {
      const source = y * width + (flip ? width - 1 - x : x);
      const opacity = alpha[source] as number;
      const red = picture.pixels[source * 3] as number;
      const green = picture.pixels[source * 3 + 1] as number;
      const blue = picture.pixels[source * 3 + 2] as number;
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue;
      const target = (y * width + x) * 4;
      pixels[target] = toned(red, grey, tone) * opacity;
      pixels[target + 1] = toned(green, grey, tone) * opacity;
      pixels[target + 2] = toned(blue, grey, tone) * opacity;
      pixels[target + 3] = opacity;
      if (isObject(source)) {
        if (first < 0) first = x;
        last = x;
      }
    }
    if (first >= 0) outline.push(first, y, last + 1, y, first, y + 1, last + 1, y + 1);
  }
  // A picture that is all white has no object to tell from its background: the whole card is the object.
  if (outline.length === 0) outline.push(0, 0, width, 0, 0, height, width, height);
  return { width, height, pixels, outline: Float32Array.from(outline) };
}

function toned(value: number, grey: number, tone: Tone): number {
  const coloured = grey + (value - grey) * tone.saturation;
  return Math.min(255, Math.max(0, coloured * tone.gain + tone.offset));
}
