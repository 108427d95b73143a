/** A stretch of values. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The smallest extent that holds all values; null when there are none. */
export function extentOf(values: Iterable<number>): Extent | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  return from <= to ? { from, to } : null;
}

/** Round values that divide an extent into about `wanted` parts: steps of 1, 2 or 5 times a power of ten. */
export function roundTicks({ from, to }: Extent, wanted: number): number[] {
  const span = to - from;
  if (!(span > 0) || wanted < 1) return [from];
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  // Counted in whole steps: adding up fractions would drift off the round values.
  return Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
}

/** An extent widened to round values, so that no line runs along the edge. A single value gets room on both sides. */
export function roundExtent({ from, to }: Extent, wanted: number): Extent {
  if (from === to)
    return { from: from - Math.max(Math.abs(from) * 0.1, 0.1), to: to + Math.max(Math.abs(to) * 0.1, 0.1) };
  const ticks = roundTicks({ from, to }, wanted);
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : to - from;
  return {
    from: round(Math.floor(from / step + 1e-9) * step),
    to: round(Math.ceil(to / step - 1e-9) * step),
  };
}

/** Where a value lies between two ends in pixels. */
export function place(value: number, { from, to }: Extent, start: number, end: number): number {
  return to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
}

/** The index of the point whose x is nearest, by bisection; −1 when there is none. Points are in order of x. */
export function nearestPoint(points: readonly { readonly x: number }[], x: number): number {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x < x) low = middle;
    else high = middle;
  }
  return Math.abs(points[low]!.x - x) <= Math.abs(points[high]!.x - x) ? low : high;
}

function round(value: number): number {
  return Number(value.toPrecision(12));
}
