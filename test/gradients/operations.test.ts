import { describe, expect, test } from 'vitest';
import { op } from '../../src-main/engine/index.ts';
import { type GradientCase, gradientError } from './numeric-gradient.ts';

const positive = (count: number) => Array.from({ length: count }, (_, i) => 0.5 + ((i * 7) % 5) * 0.3);
const offZero = (count: number) =>
  Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1) * (0.2 + ((i * 3) % 7) * 0.1));
const distinct = (count: number) =>
  Array.from({ length: count }, (_, i) => ((i * 37) % count) * 0.1 - count * 0.05);

const cases: Record<string, GradientCase> = {
  'add, broadcast on both sides': {
    inputs: [{ shape: [2, 1, 3] }, { shape: [4, 1] }],
    build: (a, b) => op.add(a, b),
  },
  'subtract a scalar': { inputs: [{ shape: [2, 3] }, { shape: [] }], build: (a, b) => op.subtract(a, b) },
  'multiply, broadcast': { inputs: [{ shape: [2, 3] }, { shape: [3] }], build: (a, b) => op.multiply(a, b) },
  'multiply a tensor with itself': { inputs: [{ shape: [5] }], build: (a) => op.multiply(a, a) },
  'divide, broadcast': {
    inputs: [{ shape: [2, 3] }, { shape: [1, 3], values: positive(3) }],
    build: (a, b) => op.divide(a, b),
  },
  exp: { inputs: [{ shape: [6] }], build: (x) => op.exp(x) },
  log: { inputs: [{ shape: [6], values: positive(6) }], build: (x) => op.log(x) },
  sqrt: { inputs: [{ shape: [6], values: positive(6) }], build: (x) => op.sqrt(x) },
  sigmoid: { inputs: [{ shape: [6] }], build: (x) => op.sigmoid(x) },
  abs: { inputs: [{ shape: [6], values: offZero(6) }], build: (x) => op.abs(x) },
  relu: { inputs: [{ shape: [6], values: offZero(6) }], build: (x) => op.relu(x) },
  'at least a bound': { inputs: [{ shape: [6], values: offZero(6) }], build: (x) => op.atLeast(x, 0.05) },
  'at most a bound': { inputs: [{ shape: [6], values: offZero(6) }], build: (x) => op.atMost(x, 0.05) },
  'where, both branches broadcast': {
    inputs: [{ shape: [2, 3] }, { shape: [3] }, { shape: [] }],
    build: (x, a, b) => op.where(op.greater(x, op.scalar(5)), a, op.add(b, op.multiply(x, 0.5))),
  },
  'sum over some axes': { inputs: [{ shape: [2, 3, 4] }], build: (x) => op.reduceSum(x, [0, 2]) },
  'sum over all axes': { inputs: [{ shape: [2, 3] }], build: (x) => op.reduceSum(x) },
  'mean, dimensions kept': { inputs: [{ shape: [2, 3, 4] }], build: (x) => op.reduceMean(x, [1], true) },
  'max over space': {
    inputs: [{ shape: [2, 3, 2, 2], values: distinct(24) }],
    build: (x) => op.reduceMax(x, [2, 3]),
  },
  'log-softmax': { inputs: [{ shape: [3, 4] }], build: (x) => op.logSoftmax(x) },
  'L2 normalisation': { inputs: [{ shape: [3, 4] }], build: (x) => op.l2Normalise(x) },
  broadcast: { inputs: [{ shape: [1, 3] }], build: (x) => op.broadcastTo(x, [2, 4, 3]) },
  reshape: { inputs: [{ shape: [2, 6] }], build: (x) => op.multiply(op.reshapeTo(x, [3, 4]), 2) },
  transpose: { inputs: [{ shape: [2, 3, 4] }], build: (x) => op.transpose(x, [2, 0, 1]) },
  pad: { inputs: [{ shape: [2, 3] }], build: (x) => op.pad(x, [1, 0], [0, 2]) },
  'slice by steps': { inputs: [{ shape: [2, 7] }], build: (x) => op.slice(x, [0, 1], [2, 6], [1, 2]) },
  concat: { inputs: [{ shape: [2, 1] }, { shape: [2, 3] }], build: (a, b) => op.concat([a, b], 1) },
  dilate: { inputs: [{ shape: [2, 3] }], build: (x) => op.dilate(x, [1, 3]) },
  'matrix product, batched and broadcast': {
    inputs: [{ shape: [2, 3, 4] }, { shape: [4, 5] }],
    build: (a, b) => op.matMul(a, b),
  },
  'convolution 3×3, padded': {
    inputs: [{ shape: [2, 2, 5, 4] }, { shape: [3, 2, 3, 3] }, { shape: [3] }],
    build: (x, w, b) => op.convolution(x, w, { bias: b, before: [1, 1] }),
  },
  'convolution 3×3 on many channels': {
    inputs: [{ shape: [1, 8, 4, 3] }, { shape: [2, 8, 3, 3] }],
    build: (x, w) => op.convolution(x, w, { before: [1, 1] }),
  },
  'convolution with stride 2 and one-sided padding': {
    inputs: [{ shape: [2, 2, 6, 5] }, { shape: [3, 2, 3, 3] }],
    build: (x, w) => op.convolution(x, w, { strides: [2, 2], before: [0, 1], after: [0, 1] }),
  },
  'convolution 1×1': {
    inputs: [{ shape: [2, 3, 2, 2] }, { shape: [4, 3, 1, 1] }],
    build: (x, w) => op.convolution(x, w),
  },
  'convolution over three axes': {
    inputs: [{ shape: [1, 2, 3, 4, 3] }, { shape: [2, 2, 3, 3, 3] }],
    build: (x, w) => op.convolution(x, w, { before: [1, 1, 1] }),
  },
  'max-pool 2×2 on odd lengths': {
    inputs: [{ shape: [2, 2, 5, 4], values: distinct(80) }],
    build: (x) => op.maxPool(x, [2, 2]),
  },
  'max-pool over three axes': {
    inputs: [{ shape: [1, 2, 2, 4, 4], values: distinct(64) }],
    build: (x) => op.maxPool(x, [1, 2, 2]),
  },
  'batch normalisation': {
    inputs: [{ shape: [3, 2, 3, 2] }, { shape: [2] }, { shape: [2] }],
    build: (x, scale, shift) => op.batchNorm(x, scale, shift).output,
  },
};

describe.each(['portable', 'cpu'] as const)('gradients in their %s form', (form) => {
  test.each(Object.entries(cases))('of %s agree with finite differences', async (_name, gradientCase) => {
    expect(await gradientError(gradientCase, form)).toBeLessThan(5e-3);
  });
});
