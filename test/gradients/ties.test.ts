import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import {
  closeGraph,
  encodeGraph,
  gradientsOf,
  op,
  providerForms,
  type Shape,
  type Tensor,
} from '../../src-main/engine/index.ts';

/**
 * A function at a point where it has a kink, and the slope it takes there when dy is 1, 2, 3 … PyTorch's but for
 * `atLeast`, where the bound wins a tie (see `pointwise.ts`).
 */
interface Kink {
  readonly shape: Shape;
  readonly values: readonly number[];
  readonly build: (x: Tensor) => Tensor;
  readonly slope: readonly number[];
}

// Finite differences say nothing at these points: from either side the slope is another one.
const kinks: Record<string, Kink> = {
  'ReLU at 0 lets nothing through': {
    shape: [4],
    values: [-1, 0, -0, 2],
    build: (x) => op.relu(x),
    slope: [0, 0, 0, 4],
  },
  '|x| is flat at 0': { shape: [3], values: [-1, 0, 2], build: (x) => op.abs(x), slope: [-1, 0, 3] },
  'a max-pool gives all to the first of equal values': {
    shape: [1, 1, 2, 4],
    values: [5, 5, 0, 0, 5, 1, 0, 0],
    build: (x) => op.maxPool(x, [2, 2]),
    slope: [1, 0, 2, 0, 0, 0, 0, 0],
  },
  'a maximum is shared by equal values': {
    shape: [2, 3],
    values: [4, 4, 1, 0, 0, 0],
    build: (x) => op.reduceMax(x, [1]),
    slope: [1 / 2, 1 / 2, 0, 2 / 3, 2 / 3, 2 / 3],
  },
  'a value at its bound moves nothing': {
    shape: [3],
    values: [0.5, 1, 2],
    build: (x) => op.atLeast(x, 1),
    slope: [0, 0, 3],
  },
  'a value equal to one of the branches is not greater': {
    shape: [3],
    values: [0, 1, 2],
    build: (x) => op.where(op.greater(x, op.scalar(1)), op.multiply(x, 10), x),
    slope: [1, 2, 30],
  },
  'a product with 0 has the slope of the other factor': {
    shape: [2],
    values: [0, 3],
    build: (x) => op.multiply(x, op.constant([5, 0], [2])),
    slope: [5, 0],
  },
};

async function slopeOf({ shape, values, build }: Kink, form: 'portable' | 'cpu'): Promise<Float32Array> {
  const x = op.parameter('x', shape);
  const y = build(x);
  const count = y.shape.reduce((product, length) => product * length, 1);
  const arriving = op.constant(
    Float32Array.from({ length: count }, (_, index) => index + 1),
    y.shape,
  );
  const [gradient] = gradientsOf(op.reduceSum(op.multiply(y, arriving)), [x]);
  const model = encodeGraph(
    closeGraph({ gradient: gradient! }),
    form === 'cpu' ? { forms: await providerForms('cpu', null) } : {},
  );
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const results = await session.run({ x: new OrtTensor('float32', Float32Array.from(values), shape) });
  await session.release();
  return results.gradient!.data as Float32Array;
}

describe.each(['portable', 'cpu'] as const)('at ties and zeros, in the %s form,', (form) => {
  test.each(Object.entries(kinks))('%s', async (_name, kink) => {
    const slope = await slopeOf(kink, form);
    for (const [index, expected] of kink.slope.entries()) expect(slope[index]).toBeCloseTo(expected, 6);
  });

  test('a vector of zeros is normalised to zeros, with a slope that is finite', async () => {
    const zero: Kink = { shape: [1, 3], values: [0, 0, 0], build: (x) => op.l2Normalise(x), slope: [] };
    for (const value of await slopeOf(zero, form)) expect(Number.isFinite(value)).toBe(true);
  });
});
