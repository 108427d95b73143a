import { expect, test } from 'vitest';
import { fourByThree, type Matrix, squared, twoByThree } from '../../../src-main/engine/onnx/toom-cook.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';

const times = (matrix: Matrix, values: readonly number[]): readonly number[] =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * values[i]!, 0));
const turned = (matrix: Matrix): Matrix => matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));

test.each([
  ['four', fourByThree],
  ['two', twoByThree],
])('%s correlations with three numbers take two products more', (_, filter) => {
  const outputs = filter.output[0]!.length;
  const [d, g] = [[...seededValues(outputs + 2, 1)], [...seededValues(3, 2)]];
  const seen = times(filter.input, d);
  const products = times(filter.kernel, g).map((value, i) => value * seen[i]!);
  expect(products).toHaveLength(outputs + 2);
  const correlated = times(turned(filter.output), products);
  expect(correlated).toHaveLength(outputs);
  correlated.forEach((value, i) => {
    expect(value).toBeCloseTo(g[0]! * d[i]! + g[1]! * d[i + 1]! + g[2]! * d[i + 2]!, 12);
  });
});

test('a squared filter works along rows and columns', () => {
  const [row, column] = [[...seededValues(6, 3)], [...seededValues(6, 4)]];
  const plane = row.flatMap((a) => column.map((b) => a * b));
  const [left, right] = [times(fourByThree.input, row), times(fourByThree.input, column)];
  const expected = left.flatMap((a) => right.map((b) => a * b));
  times(squared(fourByThree.input), plane).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
});
