import type { Extent, Place } from './camera.ts';

/** Points a cell of the grid holds on average. */
const pointsACell = 4;

/** How much a point off the wanted direction is held to be farther away than one straight in it. */
const sideways = 2;

/**
 * Finds points of a plane by place: a uniform grid of cells, each with its points in a row. Made once for a map;
 * a look-up touches only the cells around.
 */
export class PointGrid {
  readonly extent: Extent;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #columns: number;
  readonly #rows: number;
  readonly #cell: number;
  /** Where each cell's points begin in `#points`; one more entry than cells. */
  readonly #starts: Int32Array;
  readonly #points: Int32Array;

  constructor(x: Float32Array, y: Float32Array) {
    this.#x = x;
    this.#y = y;
    this.extent = extentOf(x, y);
    const { left, right, bottom, top } = this.extent;
    const width = Math.max(right - left, 1e-6);
    const height = Math.max(top - bottom, 1e-6);
    this.#cell = Math.max(
      Math.sqrt((width * height * pointsACell) / Math.max(1, x.length)),
      Math.max(width, height) / 2048,
    );
    this.#columns = Math.floor(width / this.#cell) + 1;
    this.#rows = Math.floor(height / this.#cell) + 1;
    const cells = Int32Array.from(x, (_, point) => this.#cellOf(x[point]!, y[point]!));
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    for (const cell of cells) this.#starts[cell + 1]! += 1;
    for (let cell = 1; cell < this.#starts.length; cell++) this.#starts[cell]! += this.#starts[cell - 1]!;
    const next = this.#starts.slice();
    this.#points = new Int32Array(x.length);
    for (const [point, cell] of cells.entries()) this.#points[next[cell]!++] = point;
  }

  /** The point nearest to a place and within a distance of it; null where there is none. */
  nearest(place: Place, within: number): number | null {
    let best: number | null = null;
    let closest = within * within;
    this.#visit(place.x - within, place.x + within, place.y - within, place.y + within, (point) => {
      const squared = (this.#x[point]! - place.x) ** 2 + (this.#y[point]! - place.y) ** 2;
      if (squared > closest) return;
      closest = squared;
      best = point;
    });
    return best;
  }

  /** The points within a distance of a place, in rising order. */
  within(place: Place, distance: number): Int32Array {
    const found: number[] = [];
    const { x, y } = place;
    this.#visit(x - distance, x + distance, y - distance, y + distance, (point) => {
      if ((this.#x[point]! - x) ** 2 + (this.#y[point]! - y) ** 2 <= distance * distance) found.push(point);
    });
    return Int32Array.from(found).sort();
  }

  /** The points inside a closed line (even-odd rule), in rising order. */
  inside(line: readonly Place[]): Int32Array {
    if (line.length < 3) return new Int32Array(0);
    const xs = line.map(({ x }) => x);
    const ys = line.map(({ y }) => y);
    const found: number[] = [];
    this.#visit(Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys), (point) => {
      if (isInside(this.#x[point]!, this.#y[point]!, line)) found.push(point);
    });
    return Int32Array.from(found).sort();
  }

  /**
   * The next point from one in a direction: the nearest of those ahead, where those off to the side count as
   * farther. Null when nothing lies there.
   */
  towards(from: number, direction: Place): number | null {
    const start = { x: this.#x[from]!, y: this.#y[from]! };
    const whole = Math.max(this.extent.right - this.extent.left, this.extent.top - this.extent.bottom);
    for (let reach = this.#cell; ; reach *= 2) {
      const found = this.#ahead(from, start, direction, reach);
      if (found !== null || reach > 2 * whole) return found;
    }
  }

  #ahead(from: number, start: Place, direction: Place, reach: number): number | null {
    let best: number | null = null;
    let least = reach;
    this.#visit(start.x - reach, start.x + reach, start.y - reach, start.y + reach, (point) => {
      const acrossX = this.#x[point]! - start.x;
      const acrossY = this.#y[point]! - start.y;
      const along = acrossX * direction.x + acrossY * direction.y;
      const aside = Math.abs(acrossX * direction.y - acrossY * direction.x);
      // Ahead means within 45 degrees; a point at the very same place comes in no direction.
      if (point === from || along <= 0 || aside > along) return;
      const cost = along + sideways * aside;
      if (cost >= least) return;
      least = cost;
      best = point;
    });
    return best;
  }

  #cellOf(x: number, y: number): number {
    return this.#row(y) * this.#columns + this.#column(x);
  }

  #column(x: number): number {
    return clamp(Math.floor((x - this.extent.left) / this.#cell), this.#columns);
  }

  #row(y: number): number {
    return clamp(Math.floor((y - this.extent.bottom) / this.#cell), this.#rows);
  }

  #visit(left: number, right: number, bottom: number, top: number, visit: (point: number) => void): void {
    const lastColumn = this.#column(right);
    const lastRow = this.#row(top);
    for (let row = this.#row(bottom); row <= lastRow; row++) {
      for (let column = this.#column(left); column <= lastColumn; column++) {
        const cell = row * this.#columns + column;
        const end = this.#starts[cell + 1]!;
        for (let at = this.#starts[cell]!; at < end; at++) visit(this.#points[at]!);
      }
    }
  }
}

/** Whether a place lies inside a closed line, by counting how often a ray crosses it. */
export function isInside(x: number, y: number, line: readonly Place[]): boolean {
  let inside = false;
  let before = line.at(-1)!;
  for (const corner of line) {
    const crosses = corner.y > y !== before.y > y;
    if (crosses && x < ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) + corner.x)
      inside = !inside;
    before = corner;
  }
  return inside;
}

function extentOf(x: Float32Array, y: Float32Array): Extent {
  if (x.length === 0) return { left: -1, right: 1, bottom: -1, top: 1 };
  const least = (values: Float32Array) => values.reduce((low, value) => Math.min(low, value));
  const most = (values: Float32Array) => values.reduce((high, value) => Math.max(high, value));
  return { left: least(x), right: most(x), bottom: least(y), top: most(y) };
}

function clamp(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
