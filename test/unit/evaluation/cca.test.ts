import { describe, expect, it } from 'vitest';
import { EvaluationError, learnAlignment, normaliseRows } from '../../../src-main/evaluation/index.ts';
import golden from '../../reference/golden/evaluation.json' with { type: 'json' };

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);

describe('canonical correlation analysis', () => {
  it('finds the one direction that two tables share, by hand', () => {
    // First column of one table is the negative of the other's second column; the rest is unrelated.
    const first = { dimensions: 2, values: Float32Array.of(1, 1, -1, 1, 1, -1, -1, -1) };
    const second = { dimensions: 2, values: Float32Array.of(1, -1, -1, 1, -1, -1, 1, 1) };
    const { correlations, projectFirst, projectSecond } = learnAlignment(first, second, {
      components: 1,
      ridge: 0,
    });
    expect(correlations[0]).toBeCloseTo(1, 9);
    const [one, other] = [projectFirst(first), projectSecond(second)];
    expect(one.dimensions).toBe(1);
    for (let row = 0; row < 4; row++) expect(one.values[row]).toBeCloseTo(other.values[row] as number, 6);
  });

  it('agrees with SciPy’s generalised eigenvalues, with and without a ridge', () => {
    for (const example of golden.cca) {
      const first = { dimensions: example.first_size, values: Float32Array.from(example.first) };
      const second = { dimensions: example.second_size, values: Float32Array.from(example.second) };
      const { components, ridge } = example;
      const alignment = learnAlignment(first, second, { components, ridge });
      for (const [index, expected] of example.correlations.entries()) {
        expect(alignment.correlations[index]).toBeCloseTo(expected, 6);
      }
      const one = alignment.projectFirst(first);
      const other = alignment.projectSecond(second);
      expect(one.dimensions).toBe(Math.min(components, first.dimensions, second.dimensions));
      const row = (table: typeof one, index: number): Float32Array =>
        table.values.subarray(index * table.dimensions, (index + 1) * table.dimensions);
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j < 12; j++) {
          expect(dot(row(one, i), row(other, j))).toBeCloseTo(example.cross_cosines[i]?.[j] as number, 4);
          expect(dot(row(one, i), row(one, j))).toBeCloseTo(example.first_cosines[i]?.[j] as number, 4);
        }
      }
    }
  });

  it('bears features that never change, as ReLU leaves them', () => {
    const values = Float32Array.from({ length: 40 }, (_, index) => (index % 2 ? 0 : Math.sin(index)));
    const { projectFirst } = learnAlignment({ dimensions: 2, values }, { dimensions: 2, values });
    for (const value of projectFirst({ dimensions: 2, values }).values)
      expect(Number.isFinite(value)).toBe(true);
  });

  it('refuses tables that do not pair up', () => {
    const four = { dimensions: 2, values: new Float32Array(8) };
    const three = { dimensions: 2, values: new Float32Array(6) };
    expect(() => learnAlignment(four, three)).toThrow(EvaluationError);
  });

  it('leaves a vector of zeros as it is when it normalises', () => {
    const table = normaliseRows({ dimensions: 2, values: Float32Array.of(3, 4, 0, 0) });
    expect([...table.values].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0.6, 0.8, 0, 0]);
  });
});
