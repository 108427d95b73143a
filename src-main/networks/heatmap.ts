import type { WeightMap } from './weights/weight.ts';

/** AVOL-Net's answer for one frame and one sound (Objects that Sound, §4). */
export interface CellScores {
  /** Probability of every cell that what it shows makes the sound: [14, 14] row-major, 0…1. */
  readonly values: Float32Array;
  /** The correspondence score of frame and sound: the largest cell. */
  readonly score: number;
}

/** The logistic function. */
export const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * The heatmap of a frame's grid for a sound's vector: scalar products, conv7's scale and shift, sigmoid.
 * Costs 25,000 multiplications, so it runs where the vectors are rather than on the engine.
 * @param grid [cells, d] row-major. @param sound [d].
 */
export function scoreCells(grid: Float32Array, sound: Float32Array, weights: WeightMap): CellScores {
  const scale = weights.get('conv7.weight')!.values[0]!;
  const shift = weights.get('conv7.bias')!.values[0]!;
  const size = sound.length;
  const values = new Float32Array(grid.length / size);
  let score = 0;
  for (let cell = 0; cell < values.length; cell++) {
    let product = 0;
    for (let i = 0; i < size; i++) product += grid[cell * size + i]! * sound[i]!;
    values[cell] = logistic(product * scale + shift);
    score = Math.max(score, values[cell]!);
  }
  return { values, score };
}
