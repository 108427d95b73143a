/** A heatmap: row-major values from the top left, 0…1 for AVOL-Net's sigmoid. */
export interface HeatmapGrid {
  rows: number;
  columns: number;
  values: ArrayLike<number>;
}

/** A box in 0…1 of the picture that the heatmap covers: x0, y0, x1, y1. */
export type GridBox = readonly [number, number, number, number];

/** Side of the square on which maps and boxes are compared, in pixels: the networks' input. */
export const comparisonSide = 224;

/** The map enlarged to `side`×`side` by bilinear interpolation between the centres of its cells, row-major. */
export function enlargeMap(map: HeatmapGrid, side = comparisonSide): Float32Array {
  const rows = axisWeights(map.rows, side);
  const columns = axisWeights(map.columns, side);
  const result = new Float32Array(side * side);
  for (let y = 0; y < side; y++) {
    const { low: top, high: bottom, share: down } = rows[y] as AxisWeight;
    for (let x = 0; x < side; x++) {
      const { low: left, high: right, share: across } = columns[x] as AxisWeight;
      const at = (row: number, column: number): number => map.values[row * map.columns + column] as number;
      const upper = at(top, left) * (1 - across) + at(top, right) * across;
      const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across;
      result[y * side + x] = upper * (1 - down) + lower * down;
    }
  }
  return result;
}

interface AxisWeight {
  low: number;
  high: number;
  share: number;
}

function axisWeights(cells: number, side: number): AxisWeight[] {
  return Array.from({ length: side }, (_, place) => {
    const centre = Math.min(cells - 1, Math.max(0, ((place + 0.5) * cells) / side - 0.5));
    const low = Math.floor(centre);
    return { low, high: Math.min(cells - 1, low + 1), share: centre - low };
  });
}

/** 1 for each pixel of a `side`×`side` square whose centre lies in any of the boxes, else 0. */
export function rasterBoxes(boxes: readonly GridBox[], side = comparisonSide): Uint8Array {
  const result = new Uint8Array(side * side);
  for (const [x0, y0, x1, y1] of boxes) {
    const [left, right] = [Math.ceil(x0 * side - 0.5), Math.ceil(x1 * side - 0.5)];
    const [top, bottom] = [Math.ceil(y0 * side - 0.5), Math.ceil(y1 * side - 0.5)];
    for (let y = Math.max(0, top); y < Math.min(side, bottom); y++) {
      result.fill(1, y * side + Math.max(0, left), y * side + Math.min(side, Math.max(0, right)));
    }
  }
  return result;
}
