import type * as TensorFlow from '@tensorflow/tfjs-core';
import type { Node } from '../../graph/tensor.ts';
import type { ConvolutionAttributes } from '../../operations/convolution-attributes.ts';
import type { MaxPoolAttributes } from '../../operations/max-pool.ts';
import { sampleGrid } from './grid-sample.ts';

/** TensorFlow.js with any backend: the native one of tfjs-node-gpu, or plain JavaScript. */
export type Tf = typeof TensorFlow;
type Value = TensorFlow.Tensor;
type Kernel = (tf: Tf, inputs: readonly Value[], node: Node) => Value;

/** Channels first (the graph's layout) to channels last (TensorFlow's), for 2 or 3 spatial axes. */
const channelsLast = (tf: Tf, x: Value): Value =>
  tf.transpose(x, x.rank === 4 ? [0, 2, 3, 1] : [0, 2, 3, 4, 1]);
const channelsFirst = (tf: Tf, x: Value): Value =>
  tf.transpose(x, x.rank === 4 ? [0, 3, 1, 2] : [0, 4, 1, 2, 3]);

const binary = (name: 'add' | 'sub' | 'mul' | 'div' | 'greater' | 'equal' | 'maximum'): Kernel => {
  return (tf, [a, b]) => tf[name](a!, b!);
};
const unary = (name: 'exp' | 'log' | 'sqrt' | 'sigmoid' | 'abs' | 'floor' | 'relu'): Kernel => {
  return (tf, [x]) => tf[name](x!);
};

interface Axes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}
interface Slice {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}
interface Pad {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** One TensorFlow.js kernel for every primitive operation of the graph. */
export const kernels: Readonly<Record<string, Kernel>> = {
  add: binary('add'),
  subtract: binary('sub'),
  multiply: binary('mul'),
  divide: binary('div'),
  greater: binary('greater'),
  equal: binary('equal'),
  maximum: binary('maximum'),
  exp: unary('exp'),
  log: unary('log'),
  sqrt: unary('sqrt'),
  sigmoid: unary('sigmoid'),
  abs: unary('abs'),
  floor: unary('floor'),
  relu: unary('relu'),
  where: (tf, [mask, a, b], { outputs }) => {
    // tf.where broadcasts its branches but not its mask.
    const shape = [...outputs[0]!.shape];
    return tf.where(tf.broadcastTo(mask!, shape), tf.broadcastTo(a!, shape), tf.broadcastTo(b!, shape));
  },
  cast: (tf, [x], { outputs }) => tf.cast(x!, outputs[0]!.type === 'float32' ? 'float32' : 'int32'),
  reduceSum: (tf, [x], { attributes }) => tf.sum(x!, axesOf(attributes), keeps(attributes)),
  reduceMax: (tf, [x], { attributes }) => tf.max(x!, axesOf(attributes), keeps(attributes)),
  broadcastTo: (tf, [x], { outputs }) => tf.broadcastTo(x!, [...outputs[0]!.shape]),
  reshape: (tf, [x], { outputs }) => tf.reshape(x!, [...outputs[0]!.shape]),
  transpose: (tf, [x], { attributes }) => tf.transpose(x!, [...(attributes as { order: number[] }).order]),
  concat: (tf, inputs, { attributes }) => tf.concat([...inputs], (attributes as { axis: number }).axis),
  gather: (tf, [x], { attributes }) => {
    const { indices, axis } = attributes as { indices: readonly number[]; axis: number };
    return tf.gather(x!, tf.tensor1d([...indices], 'int32'), axis);
  },
  pad: (tf, [x], { attributes }) => {
    const { before, after } = attributes as Pad;
    return tf.pad(
      x!,
      before.map((count, axis) => [count, after[axis]!] as [number, number]),
    );
  },
  slice: (tf, [x], { attributes }) => {
    const { starts, ends, steps } = attributes as Slice;
    return tf.stridedSlice(x!, [...starts], [...ends], [...steps]);
  },
  matMul: (tf, [a, b]) => matMul(tf, a!, b!),
  convolution: (tf, inputs, node) => convolve(tf, inputs, node.attributes as ConvolutionAttributes),
  gridSample: (tf, [x, places]) => sampleGrid(tf, x!, places!),
  maxPool: (tf, [x], { attributes }) => maxPool(tf, x!, (attributes as MaxPoolAttributes).kernel),
};

function axesOf(attributes: unknown): number[] {
  return [...(attributes as Axes).axes];
}

function keeps(attributes: unknown): boolean {
  return (attributes as Axes).keepDimensions;
}

/** TensorFlow wants equal ranks; leading ones are added to the smaller. */
function matMul(tf: Tf, a: Value, b: Value): Value {
  const rank = Math.max(a.rank, b.rank);
  const raise = (x: Value) => tf.reshape(x, [...new Array<number>(rank - x.rank).fill(1), ...x.shape]);
  return tf.matMul(raise(a), raise(b));
}

function convolve(tf: Tf, [x, weight, bias]: readonly Value[], attributes: ConvolutionAttributes): Value {
  const { strides, before, after } = attributes;
  const around = before.map((count, axis) => [count, after[axis]!] as [number, number]);
  const padded = tf.pad(channelsLast(tf, x!), [[0, 0], ...around, [0, 0]]);
  const flat = x!.rank === 4;
  const kernel = tf.transpose(weight!, flat ? [2, 3, 1, 0] : [2, 3, 4, 1, 0]);
  const result = flat
    ? tf.conv2d(
        padded as TensorFlow.Tensor4D,
        kernel as TensorFlow.Tensor4D,
        [...strides] as [number, number],
        'valid',
      )
    : tf.conv3d(
        padded as TensorFlow.Tensor5D,
        kernel as TensorFlow.Tensor5D,
        [...strides] as [number, number, number],
        'valid',
      );
  return channelsFirst(tf, bias ? tf.add(result, bias) : result);
}

function maxPool(tf: Tf, x: Value, kernel: readonly number[]): Value {
  const last = channelsLast(tf, x);
  const pooled =
    x.rank === 4
      ? tf.maxPool(
          last as TensorFlow.Tensor4D,
          [...kernel] as [number, number],
          [...kernel] as [number, number],
          'valid',
        )
      : tf.maxPool3d(
          last as TensorFlow.Tensor5D,
          [...kernel] as [number, number, number],
          [...kernel] as [number, number, number],
          'valid',
        );
  return channelsFirst(tf, pooled);
}
