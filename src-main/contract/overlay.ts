import { type ColourMapName, colourTable } from './colour-maps.ts';

/** The heatmap's side in cells (AVOL-Net's output, Objects that Sound, §4). */
export const heatmapCells = 14;

/** How a heatmap is laid over a picture. */
export interface OverlayStyle {
  readonly colourMap: ColourMapName;
  /** 0…1: how much of the picture everything above the threshold covers. */
  readonly opacity: number;
  /** 0…1: what lies below leaves the picture as it is; at 0 nothing lies below. */
  readonly threshold: number;
}

/** Values this far above the threshold are fully shown, so that the edge is soft and does not flicker. */
const softEdge = 0.08;

/**
 * A heatmap's value anywhere between the middles of its cells (bilinear; constant beyond the outer middles).
 * `x` and `y` are in 0…1 of the crop from its top left, `values` [side, side] row-major.
 */
export function mapValue(values: ArrayLike<number>, side: number, x: number, y: number): number {
  const column = Math.min(Math.max(x * side - 0.5, 0), side - 1);
  const row = Math.min(Math.max(y * side - 0.5, 0), side - 1);
  const left = Math.min(Math.floor(column), side - 2);
  const top = Math.min(Math.floor(row), side - 2);
  const [alongX, alongY] = [column - left, row - top];
  const at = top * side + left;
  const upper = values[at]! * (1 - alongX) + values[at + 1]! * alongX;
  const lower = values[at + side]! * (1 - alongX) + values[at + side + 1]! * alongX;
  return upper * (1 - alongY) + lower * alongY;
}

/**
 * How much of the picture a value covers, 0…1: nothing up to the threshold, the opacity above a short ramp, so that the
 * colours and not the alpha tell one value from another. At threshold 0 everything is covered.
 */
export function coverage(value: number, { opacity, threshold }: OverlayStyle): number {
  if (threshold === 0) return opacity;
  if (value <= threshold) return 0;
  // Near 1 the ramp has less room: the strongest value is always fully shown.
  return opacity * Math.min((value - threshold) / Math.min(softEdge, 1 - threshold), 1);
}

/**
 * A heatmap as a picture to lay over the crop: [height, width, 4] RGBA bytes, colours not multiplied by alpha. Values
 * are interpolated first and coloured after, so that colours between cells are the map's own and not mixtures.
 * The window draws it on a canvas; exports blend it into the frame: both show the same.
 * @param pixels where to write, overwritten whole; a new array when left out
 */
export function overlayPixels(
  values: ArrayLike<number>,
  side: number,
  width: number,
  height: number,
  style: OverlayStyle,
  pixels: Uint8ClampedArray = new Uint8ClampedArray(width * height * 4),
): Uint8ClampedArray {
  const colours = colourTable(style.colourMap);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = mapValue(values, side, (column + 0.5) / width, (row + 0.5) / height);
      const colour = Math.round(Math.min(Math.max(value, 0), 1) * 255) * 3;
      const at = (row * width + column) * 4;
      pixels[at] = colours[colour]!;
      pixels[at + 1] = colours[colour + 1]!;
      pixels[at + 2] = colours[colour + 2]!;
      pixels[at + 3] = 255 * coverage(value, style);
    }
  }
  return pixels;
}
