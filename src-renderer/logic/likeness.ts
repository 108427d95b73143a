/** The length of a neighbour's bar, 0…1: full at distance 0, empty at √2, where vectors have nothing in common. */
export function likenessShare(distance: number): number {
  return Math.min(Math.max(1 - distance / Math.SQRT2, 0), 1);
}

/**
 * How far up a neighbour stands in the whole library, in whole per cent from 1: the number that means the same
 * for every model, while distances between a frame and a sound are large even where they belong together.
 * @param likeness the share of the library that is farther away
 */
export function topPercent(likeness: number): number {
  // Less a hair before rounding up: 1 − 0.97 is a little over 0.03.
  return Math.max(1, Math.ceil((1 - likeness) * 100 - 1e-9));
}
