/**
 * How close a neighbour is, in words of five steps. The share compares with the library; the distance keeps the
 * words honest where everything in a library is far away (unit vectors: 0 the same, √2 unrelated, 2 opposite).
 */
export type LikenessStep = 'same' | 'very-close' | 'close' | 'fair' | 'far';

/** The step for a Euclidean distance between unit vectors, 0…2. */
export function likenessStep(distance: number): LikenessStep {
  if (distance < 0.02) return 'same';
  if (distance < 0.5) return 'very-close';
  if (distance < 0.8) return 'close';
  if (distance < 1.1) return 'fair';
  return 'far';
}

/** The length of a neighbour's bar, 0…1: full at distance 0, empty at √2, where vectors have nothing in common. */
export function likenessShare(distance: number): number {
  return Math.min(Math.max(1 - distance / Math.SQRT2, 0), 1);
}
