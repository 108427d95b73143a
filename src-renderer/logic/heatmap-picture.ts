/** The heatmap's side in cells (AVOL-Net's output, Objects that Sound, §4). */
export const gridSide = 14;

/** How a heatmap is turned into a picture. */
export interface OverlayStyle {
  /** [256, 3] uint8, from `colourTable`. */
  readonly colours: Uint8Array;
  /** 0…1; what lies below is left clear. */
  readonly threshold: number;
  /** 0…1, the alpha of everything above the threshold. */
  readonly opacity: number;
}

/** Values this far above the threshold are fully shown, so that the edge is soft and does not flicker. */
const softEdge = 0.08;

/**
 * The heatmap between its cells, bilinearly, with cell centres where the network's are.
 * @param values [14, 14] row-major from the top left, 0…1
 * @param x, y 0…1 of the crop
 */
export function valueAt(values: readonly number[], x: number, y: number): number {
  const column = Math.min(Math.max(x * gridSide - 0.5, 0), gridSide - 1);
  const row = Math.min(Math.max(y * gridSide - 0.5, 0), gridSide - 1);
  const left = Math.min(Math.floor(column), gridSide - 2);
  const top = Math.min(Math.floor(row), gridSide - 2);
  const right = column - left;
  const down = row - top;
  const at = top * gridSide + left;
  const upper = values[at]! * (1 - right) + values[at + 1]! * right;
  const lower = values[at + gridSide]! * (1 - right) + values[at + gridSide + 1]! * right;
  return upper * (1 - down) + lower * down;
}

/** The alpha of a value, 0…255: clear below the threshold, a short ramp, then the chosen opacity. */
export function alphaOf(value: number, style: OverlayStyle): number {
  const above = (value - style.threshold) / softEdge;
  if (style.threshold === 0) return Math.round(style.opacity * 255);
  return Math.round(Math.min(Math.max(above, 0), 1) * style.opacity * 255);
}

/**
 * Paints a heatmap: values are interpolated first and coloured after, so that colours between cells are the
 * map's own and not mixtures.
 * @param values [14, 14] row-major, 0…1
 * @param target [side, side, 4] uint8 RGBA, overwritten
 */
export function paintHeatmap(
  values: readonly number[],
  side: number,
  style: OverlayStyle,
  target: Uint8ClampedArray,
): void {
  for (let row = 0, pixel = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1, pixel += 4) {
      const value = valueAt(values, (column + 0.5) / side, (row + 0.5) / side);
      const colour = Math.round(Math.min(Math.max(value, 0), 1) * 255) * 3;
      target[pixel] = style.colours[colour]!;
      target[pixel + 1] = style.colours[colour + 1]!;
      target[pixel + 2] = style.colours[colour + 2]!;
      target[pixel + 3] = alphaOf(value, style);
    }
  }
}
