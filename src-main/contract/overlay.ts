import { type ColourMapName, colourTable } from './colour-maps.ts';

/** How a heatmap is laid over a picture. */
export interface OverlayStyle {
  readonly colourMap: ColourMapName;
  /** 0…1: how much of the picture the strongest cell covers. */
  readonly opacity: number;
  /** 0…1: cells up to here leave the picture as it is. */
  readonly threshold: number;
}

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

/** How much of the picture a value covers: nothing up to the threshold, then quickly up to the opacity. */
export function coverage(value: number, { opacity, threshold }: OverlayStyle): number {
  if (value <= threshold) return 0;
  return opacity * Math.sqrt((value - threshold) / (1 - threshold));
}

/**
 * A heatmap as a picture to lay over the crop: [height, width, 4] RGBA bytes, colours not multiplied by alpha.
 * The window draws it on a canvas; exports blend it into the frame.
 */
export function overlayPixels(
  values: ArrayLike<number>,
  side: number,
  width: number,
  height: number,
  style: OverlayStyle,
): Uint8ClampedArray {
  const colours = colourTable(style.colourMap);
  const pixels = new Uint8ClampedArray(width * height * 4);
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
