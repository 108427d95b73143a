import type { Crop } from './library.ts';
import type { Box } from './values.ts';

/** A box proposed from a heatmap, and the value its cells had to reach. */
export interface ProposedBox {
  /** In 0…1 of the displayed picture, from its top left. */
  readonly box: Box;
  readonly threshold: number;
  /** How many cells of the map the component has. */
  readonly cells: number;
}

/**
 * A box around what sounds, from a heatmap: the cells that reach max·β + mean·(1−β) are kept, the largest connected
 * component of them (sides touching, not corners; of equals the one with the higher sum) gives the box, and the
 * crop the network saw maps it onto the displayed picture. β = 1 keeps the peak alone, β = 0 all that lies over the
 * mean. Null for a map without any contrast, which points nowhere.
 *
 * @param values [rows, columns] row-major from the top left of the crop, 0…1
 * @param crop where the map lies, as shares of the displayed picture: rotation and pixel aspect are in it already
 */
export function boxFromHeatmap(
  values: ArrayLike<number>,
  columns: number,
  crop: Crop,
  beta: number,
): ProposedBox | null {
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let cell = 0; cell < values.length; cell += 1) {
    max = Math.max(max, values[cell]!);
    sum += values[cell]!;
  }
  const mean = sum / values.length;
  // In float32 a flat map differs from its own mean by rounding alone.
  if (!(max - mean > 1e-6)) return null;
  const threshold = max * beta + mean * (1 - beta);
  // β = 1 must keep the peak, whatever the rounding of the sum above.
  const component = largestComponent(values, columns, Math.min(threshold, max));
  const rows = values.length / columns;
  return {
    box: {
      x0: crop.x + (component.left / columns) * crop.width,
      y0: crop.y + (component.top / rows) * crop.height,
      x1: Math.min(crop.x + ((component.right + 1) / columns) * crop.width, 1),
      y1: Math.min(crop.y + ((component.bottom + 1) / rows) * crop.height, 1),
    },
    threshold,
    cells: component.cells,
  };
}

interface Component {
  cells: number;
  sum: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The largest group of cells at or over a threshold that touch by their sides. */
function largestComponent(values: ArrayLike<number>, columns: number, threshold: number): Component {
  const seen = new Uint8Array(values.length);
  let largest: Component | null = null;
  for (let start = 0; start < values.length; start += 1) {
    if (seen[start] || values[start]! < threshold) continue;
    const component = grow(values, columns, threshold, start, seen);
    const larger =
      largest === null ||
      component.cells > largest.cells ||
      (component.cells === largest.cells && component.sum > largest.sum);
    if (larger) largest = component;
  }
  return largest!;
}

/** Fills a component from one of its cells and marks the cells as seen. */
function grow(
  values: ArrayLike<number>,
  columns: number,
  threshold: number,
  start: number,
  seen: Uint8Array,
): Component {
  const component = {
    cells: 0,
    sum: 0,
    left: columns,
    right: 0,
    top: Number.POSITIVE_INFINITY,
    bottom: 0,
  };
  const open = [start];
  seen[start] = 1;
  while (open.length > 0) {
    const cell = open.pop()!;
    const column = cell % columns;
    const row = Math.floor(cell / columns);
    component.cells += 1;
    component.sum += values[cell]!;
    component.left = Math.min(component.left, column);
    component.right = Math.max(component.right, column);
    component.top = Math.min(component.top, row);
    component.bottom = Math.max(component.bottom, row);
    const beside = [
      column > 0 ? cell - 1 : -1,
      column < columns - 1 ? cell + 1 : -1,
      cell - columns,
      cell + columns,
    ];
    for (const next of beside) {
      if (next < 0 || next >= values.length || seen[next] || values[next]! < threshold) continue;
      seen[next] = 1;
      open.push(next);
    }
  }
  return component;
}
