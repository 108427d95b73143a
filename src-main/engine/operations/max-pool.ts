import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape } from '../graph/shape.ts';
import { inputAt, requireFloat } from '../graph/shape-rules.ts';
import type { Node, Operation, Tensor } from '../graph/tensor.ts';
import { kernelPlaces } from './kernel-gradient.ts';
import { concat, pad, slice, transpose } from './layout.ts';
import { scalar } from './leaves.ts';
import { equal, where } from './masks.ts';
import { reshapeTo } from './sum-and-spread.ts';

/** The pooled window on each spatial axis; windows do not overlap and an incomplete last one is dropped. */
export interface MaxPoolAttributes {
  readonly kernel: readonly number[];
}

export interface MaxPoolGradientAttributes extends MaxPoolAttributes {
  /** The forward node, so that a provider can reuse what it kept of it. */
  readonly forward: Node;
}

const maxPoolOperation: Operation<MaxPoolAttributes> = {
  kind: 'maxPool',
  infer: (inputs, { kernel }) => {
    const x = inputAt(inputs, 0);
    requireFloat(x, 'the pooled tensor');
    if (kernel.length !== x.shape.length - 2) {
      throw new GraphError(
        `the window ${formatShape(kernel)} does not fit the axes of ${formatShape(x.shape)}`,
      );
    }
    const spatial = kernel.map((length, axis) => Math.floor(x.shape[axis + 2]! / length));
    return [{ type: 'float32', shape: [x.shape[0]!, x.shape[1]!, ...spatial] }];
  },
  gradient: (node, [dy]) => [
    applySingle(maxPoolGradientOperation, [node.inputs[0]!, node.outputs[0]!, dy!], {
      ...node.attributes,
      forward: node as Node,
    }),
  ],
  emit: (emitter, inputs, { attributes: { kernel } }) => [
    emitter.node('MaxPool', inputs, {
      attributes: { kernel_shape: { ints: kernel }, strides: { ints: kernel } },
    }),
  ],
};

/**
 * Inputs x, y, dy. The first element of a window that equals its maximum takes the whole gradient, as in
 * PyTorch. Each place of the window is a strided slice of x; the places are woven together again at the end.
 */
const maxPoolGradientOperation: Operation<MaxPoolGradientAttributes> = {
  kind: 'maxPoolGradient',
  infer: (inputs) => [{ type: 'float32', shape: inputAt(inputs, 0).shape }],
  expand: ({ inputs, attributes: { kernel } }) => {
    const [x, y, dy] = [inputs[0]!, inputs[1]!, inputs[2]!];
    let left = dy;
    const shares = windowSlices(x, y, kernel).map((candidate) => {
      const wins = equal(candidate, y);
      const share = where(wins, left, scalar(0));
      left = where(wins, scalar(0), left);
      return share;
    });
    return [weave(shares, x, kernel)];
  },
};

function windowSlices(x: Tensor, y: Tensor, kernel: readonly number[]): readonly Tensor[] {
  return kernelPlaces(kernel).map((place) =>
    slice(
      x,
      [0, 0, ...place],
      x.shape.map((length, axis) =>
        axis < 2 ? length : place[axis - 2]! + (y.shape[axis]! - 1) * kernel[axis - 2]! + 1,
      ),
      [1, 1, ...kernel],
    ),
  );
}

/** Puts one tensor a window place back into the places' positions: [b, c, h, w] each → [b, c, h·kh, w·kw], padded to x. */
function weave(parts: readonly Tensor[], x: Tensor, kernel: readonly number[]): Tensor {
  const pooled = parts[0]!.shape;
  const rank = kernel.length;
  const stacked = concat(
    parts.map((part) => reshapeTo(part, [...pooled, 1])),
    pooled.length,
  );
  const places = reshapeTo(stacked, [...pooled, ...kernel]);
  const order = [0, 1, ...kernel.flatMap((_, axis) => [axis + 2, axis + 2 + rank])];
  const woven = reshapeTo(transpose(places, order), [
    pooled[0]!,
    pooled[1]!,
    ...kernel.map((length, axis) => length * pooled[axis + 2]!),
  ]);
  return pad(
    woven,
    x.shape.map(() => 0),
    x.shape.map((length, axis) => length - woven.shape[axis]!),
  );
}

/** Largest value of each window (max pooling with stride = kernel). `x` is [batch, channel, …space]. */
export function maxPool(x: Tensor, kernel: readonly number[]): Tensor {
  return applySingle(maxPoolOperation, [x], { kernel });
}
