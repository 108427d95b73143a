import { seededRandom } from './seeded-random.ts';

/** Rounds of the power iteration: the start of a layout needs a plane, not its last digit. */
const rounds = 30;

/** UMAP lays out in about −10…10; its own random start fills that square. */
const startSpread = 10;

/**
 * Where points lie in the plane of their largest variance (PCA by power iteration), scaled to the size of a UMAP
 * start. A layout that begins so keeps the large shape of the data, which one from a random start loses (Kobak and
 * Linderman 2021). A trace of noise parts equal vectors.
 * @param vectors [count, dimensions]
 * @returns [count, 2]
 */
export function principalPlane(vectors: Float32Array, dimensions: number, seed: number): Float64Array {
  const count = vectors.length / dimensions;
  const random = seededRandom(seed);
  const mean = new Float64Array(dimensions);
  for (let row = 0; row < count; row++)
    for (let axis = 0; axis < dimensions; axis++) mean[axis]! += vectors[row * dimensions + axis]! / count;
  const directions: Float64Array[] = [];
  const project = (row: number, direction: Float64Array): number => {
    let sum = 0;
    for (let axis = 0; axis < dimensions; axis++)
      sum += (vectors[row * dimensions + axis]! - mean[axis]!) * direction[axis]!;
    return sum;
  };
  for (let wanted = 0; wanted < 2; wanted++) {
    let direction = unit(Float64Array.from({ length: dimensions }, () => random() - 0.5));
    for (let round = 0; round < rounds; round++) {
      const next = new Float64Array(dimensions);
      for (let row = 0; row < count; row++) {
        const share = project(row, direction);
        for (let axis = 0; axis < dimensions; axis++)
          next[axis]! += share * (vectors[row * dimensions + axis]! - mean[axis]!);
      }
      for (const found of directions) {
        const along = dot(next, found);
        for (let axis = 0; axis < dimensions; axis++) next[axis]! -= along * found[axis]!;
      }
      direction = unit(next);
    }
    directions.push(direction);
  }
  const plane = new Float64Array(count * 2);
  for (let row = 0; row < count; row++)
    for (const [side, direction] of directions.entries()) plane[row * 2 + side] = project(row, direction);
  const largest = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return plane.map((value) => (value / largest) * startSpread + (random() - 0.5) * 1e-3);
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, axis) => sum + value * other[axis]!, 0);
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
