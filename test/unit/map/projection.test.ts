import { describe, expect, it } from 'vitest';
import { fuzzyGraph } from '../../../src-main/services/map/projection/fuzzy-graph.ts';
import {
  makePlacer,
  neighboursOf,
  principalPlane,
  sampleOf,
  seededRandom,
  startProjection,
} from '../../../src-main/services/map/projection/index.ts';

const dimensions = 16;
const count = 200;

/** Two blobs of unit vectors around two axes: even rows one, odd rows the other. */
function blobs(): Float32Array {
  const random = seededRandom(5);
  const vectors = new Float32Array(count * dimensions);
  for (let row = 0; row < count; row++) {
    const vector = Float64Array.from(
      { length: dimensions },
      (_, axis) => (random() - 0.5) * 0.4 + (axis === row % 2 ? 1 : 0),
    );
    const length = Math.hypot(...vector);
    vectors.set(
      vector.map((value) => value / length),
      row * dimensions,
    );
  }
  return vectors;
}

const vectors = blobs();
const table = await neighboursOf(vectors, dimensions, async () => {});

function layOut(seed: number, stopAt = Number.POSITIVE_INFINITY) {
  const projection = startProjection(table, { seed, epochs: 120 });
  while (projection.epoch < Math.min(stopAt, projection.epochs)) projection.step();
  return projection.state();
}

describe('exact neighbours', () => {
  it('are the same as those of a comparison of all with all, itself first', () => {
    for (const row of [0, 7, 199]) {
      const own = vectors.subarray(row * dimensions, (row + 1) * dimensions);
      const distances = Array.from({ length: count }, (_, other) =>
        Math.hypot(...own.map((value, axis) => value - vectors[other * dimensions + axis]!)),
      );
      const nearest = [...distances.keys()].sort((one, other) => distances[one]! - distances[other]!);
      const { neighbours } = table;
      expect(neighbours).toBe(15);
      expect([...table.indices.subarray(row * neighbours, (row + 1) * neighbours)]).toEqual(
        nearest.slice(0, neighbours),
      );
      expect(table.distances[row * neighbours]).toBe(0);
      expect(table.distances[row * neighbours + 1]).toBeCloseTo(distances[nearest[1]!]!, 4);
    }
  });
});

describe('the fuzzy graph', () => {
  it('has every pair both ways with one weight, and no point beside itself', () => {
    const { heads, tails, weights } = fuzzyGraph(table);
    const found = new Map([...heads.keys()].map((edge) => [`${heads[edge]} ${tails[edge]}`, weights[edge]]));
    for (const edge of heads.keys()) {
      expect(heads[edge]).not.toBe(tails[edge]);
      expect(found.get(`${tails[edge]} ${heads[edge]}`)).toBeCloseTo(weights[edge]!, 12);
      expect(weights[edge]).toBeGreaterThan(0);
      expect(weights[edge]).toBeLessThanOrEqual(1);
    }
  });

  it('has the weights that umap-js gives, an implementation by others', async () => {
    const { UMAP } = await import('umap-js');
    const { neighbours, indices, distances } = table;
    const rows = (values: Int32Array | Float32Array) =>
      Array.from({ length: count }, (_, row) => [
        ...values.subarray(row * neighbours, (row + 1) * neighbours),
      ]);
    const umap = new UMAP({ nNeighbors: neighbours, random: seededRandom(1) });
    umap.setPrecomputedKNN(rows(indices), rows(distances));
    umap.initializeFit(Array.from({ length: count }, () => []));
    const { graph } = umap as unknown as { graph: { get(row: number, column: number): number } };
    const ours = fuzzyGraph(table);
    for (const edge of ours.heads.keys())
      expect(ours.weights[edge]).toBeCloseTo(graph.get(ours.heads[edge]!, ours.tails[edge]!), 3);
  });
});

describe('the layout', () => {
  it('is the same to the last bit for the same seed, and another for another', () => {
    expect(layOut(1)).toEqual(layOut(1));
    expect(layOut(1).positions).not.toEqual(layOut(2).positions);
  });

  it('goes on from a state as if it had never stopped', () => {
    const half = layOut(1, 60);
    expect(half.epoch).toBe(60);
    const projection = startProjection(table, { seed: 1, epochs: 120 }, half);
    while (projection.epoch < projection.epochs) projection.step();
    expect(projection.state()).toEqual(layOut(1));
  });

  it('parts two blobs, from a random start and from the principal plane', () => {
    const start = principalPlane(vectors, dimensions, 1);
    const planned = startProjection(table, { seed: 1, start, epochs: 120 });
    while (planned.epoch < planned.epochs) planned.step();
    for (const { positions } of [layOut(1), planned.state()]) {
      const middles = [0, 1].map((blob) =>
        [0, 1].map((side) => {
          let sum = 0;
          for (let row = blob; row < count; row += 2) sum += positions[row * 2 + side]!;
          return sum / (count / 2);
        }),
      );
      for (let row = 0; row < count; row++) {
        const [own, other] = [middles[row % 2]!, middles[1 - (row % 2)]!];
        const to = ([x, y]: number[]) => Math.hypot(positions[row * 2]! - x!, positions[row * 2 + 1]! - y!);
        expect(to(own)).toBeLessThan(to(other));
      }
    }
  });
});

describe('placing', () => {
  it('puts a fitted vector near its own place, and others among their blob', async () => {
    const { positions } = layOut(1);
    const placer = await makePlacer(vectors, dimensions, positions);
    const placed = await placer.place(vectors);
    await placer.release();
    const spread = Math.max(...positions) - Math.min(...positions);
    for (let row = 0; row < count; row++) {
      const off = Math.hypot(
        placed[row * 2]! - positions[row * 2]!,
        placed[row * 2 + 1]! - positions[row * 2 + 1]!,
      );
      expect(off).toBeLessThan(spread / 4);
    }
  });
});

describe('a sample', () => {
  it('is of different numbers in rising order, and of all when there are no more', () => {
    const sample = sampleOf(1000, 100, seededRandom(3));
    expect(new Set(sample).size).toBe(100);
    expect([...sample]).toEqual([...sample].sort((one, other) => one - other));
    expect([...sampleOf(3, 10, seededRandom(3))]).toEqual([0, 1, 2]);
  });
});
