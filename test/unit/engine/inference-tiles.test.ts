import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import {
  closeGraph,
  encodeGraph,
  type Graph,
  op,
  providerForms,
  type Shape,
  sizeOf,
  type Tensor,
} from '../../../src-main/engine/index.ts';
import { BlockedLayout } from '../../../src-main/engine/onnx/blocked-layout.ts';
import { fourByThree, twoByThree } from '../../../src-main/engine/onnx/toom-cook.ts';
import { inferenceFilter } from '../../../src-main/engine/onnx/when-tiles-pay.ts';
import { channelBlock } from '../../../src-main/engine/runtimes/onnxruntime/channel-block.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';

const PICTURE: Shape = [2, 3, 40, 35];

/** Kernels from `channels` to `out` by name, and a bias of their own. */
function layer(x: Tensor, name: string, out: number, options: Parameters<typeof op.convolution>[2]): Tensor {
  const kernel = op.parameter(`${name}.kernel`, [out, x.shape[1]!, 3, 3]);
  return op.convolution(x, kernel, { bias: op.parameter(`${name}.bias`, [out]), ...options });
}

/**
 * Sizes that four (or two) does not divide, one-sided padding, two items, a convolution read with and without its
 * ReLU, tiles of both sizes, and before and after them convolutions that do without.
 */
function wide(): Graph {
  const first = op.relu(
    layer(op.input('picture', PICTURE), 'first', 128, { strides: [2, 2], before: [1, 1] }),
  );
  const second = layer(first, 'second', 256, { before: [0, 2], after: [1, 1] });
  const third = op.relu(layer(op.relu(second), 'third', 256, { before: [1, 1] }));
  const pooled = op.maxPool(third, [2, 2]);
  const fourth = op.relu(layer(pooled, 'fourth', 32, { strides: [2, 1], before: [1, 0], after: [0, 1] }));
  const fifth = layer(pooled, 'fifth', 512, { before: [1, 0], after: [0, 2] });
  return closeGraph({ pooled, second, third, fourth, fifth });
}

function narrow(): Graph {
  const first = op.relu(layer(op.input('picture', PICTURE), 'first', 32, { before: [1, 1] }));
  return closeGraph({ second: layer(first, 'second', 32, { before: [1, 1] }) });
}

async function run(graph: Graph, form: 'portable' | 'cpu') {
  const weights = new Map(
    [...graph.parameters].map(([name, { shape }], index) => {
      const spread = name.endsWith('kernel') ? Math.sqrt(6 / sizeOf(shape.slice(1))) : 1;
      return [name, seededValues(sizeOf(shape), index + 3).map((value) => value * spread)] as const;
    }),
  );
  const model = encodeGraph(graph, {
    weights,
    ...(form === 'cpu' ? { forms: await providerForms('cpu', graph) } : {}),
  });
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
  const picture = new OrtTensor('float32', seededValues(sizeOf(PICTURE), 2), PICTURE);
  const results = await session.run({ picture });
  await session.release();
  return { results, text: Buffer.from(model).toString('latin1') };
}

/** The largest difference as a share of the largest number. */
function gap(expected: Float32Array, actual: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-7);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i]!)), 0) / largest;
}

test('a network with constant weights has the same values by tiles', async () => {
  const [portable, tiled] = [await run(wide(), 'portable'), await run(wide(), 'cpu')];
  if ((await channelBlock()) !== null) expect(tiled.text).toContain('Gemm_');
  for (const [name, { data, dims }] of Object.entries(portable.results)) {
    expect(tiled.results[name]!.dims, name).toEqual(dims);
    expect(gap(data as Float32Array, tiled.results[name]!.data as Float32Array), name).toBeLessThan(1e-5);
  }
});

test('a few small items are made by small tiles, many by large ones', () => {
  const filterOf = (batch: number, side: number) => {
    const x = op.input('x', [batch, 512, side, side]);
    const { node } = op.convolution(x, op.parameter('kernel', [512, 512, 3, 3]), {
      before: [1, 1],
      after: [1, 1],
    });
    return inferenceFilter(node, new BlockedLayout(16));
  };
  expect([filterOf(1, 14), filterOf(2, 14)]).toEqual([twoByThree, twoByThree]);
  expect([filterOf(8, 14), filterOf(1, 56)]).toEqual([fourByThree, fourByThree]);
});

test('a network whose convolutions do not pay by tiles is left to ONNX Runtime', async () => {
  expect((await run(narrow(), 'cpu')).text).not.toContain('nchwc');
});
