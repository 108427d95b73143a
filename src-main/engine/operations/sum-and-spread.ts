import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape, type Shape } from '../graph/shape.ts';
import { broadcastShapes, inputAt, normaliseAxes, reducedShape, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';

interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

// Summing and broadcasting are each other's gradient, so they share a file.

const reduceSumOperation: Operation<ReduceAttributes> = {
  kind: 'reduceSum',
  infer: (inputs, { axes, keepDimensions }) => {
    const x = inputAt(inputs, 0);
    requireFloat(x, 'the summed tensor');
    return [
      { type: 'float32', shape: reducedShape(x.shape, normaliseAxes(axes, x.shape.length), keepDimensions) },
    ];
  },
  gradient: ({ inputs, attributes }, [dy]) => {
    const x = inputs[0]!;
    const spread = reshapeTo(
      dy!,
      reducedShape(x.shape, normaliseAxes(attributes.axes, x.shape.length), true),
    );
    return [broadcastTo(spread, x.shape)];
  },
  emit: (emitter, [x], { attributes }) => [
    emitter.node('ReduceSum', [x!, emitter.int64s(attributes.axes)], {
      attributes: { keepdims: { int: attributes.keepDimensions ? 1 : 0 } },
    }),
  ],
};

const broadcastOperation: Operation<{ readonly shape: Shape }> = {
  kind: 'broadcastTo',
  infer: (inputs, { shape }) => {
    const x = inputAt(inputs, 0);
    if (formatShape(broadcastShapes(x.shape, shape)) !== formatShape(shape)) {
      throw new GraphError(`${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`);
    }
    return [{ type: x.type, shape }];
  },
  gradient: ({ inputs }, [dy]) => [sumToShape(dy!, inputs[0]!.shape)],
  emit: (emitter, [x], { attributes }) => [emitter.node('Expand', [x!, emitter.int64s(attributes.shape)])],
};

const reshapeOperation: Operation<{ readonly shape: Shape }> = {
  kind: 'reshape',
  infer: (inputs, { shape }) => {
    const x = inputAt(inputs, 0);
    const count = (lengths: Shape) => lengths.reduce((product, length) => product * length, 1);
    if (count(x.shape) !== count(shape)) {
      throw new GraphError(`${formatShape(x.shape)} does not hold as many elements as ${formatShape(shape)}`);
    }
    return [{ type: x.type, shape }];
  },
  gradient: ({ inputs }, [dy]) => [reshapeTo(dy!, inputs[0]!.shape)],
  emit: (emitter, [x], { attributes }) => [emitter.node('Reshape', [x!, emitter.int64s(attributes.shape)])],
};

/** The same elements, row-major, under another shape. */
export function reshapeTo(x: Tensor, shape: Shape): Tensor {
  if (formatShape(x.shape) === formatShape(shape)) return x;
  return applySingle(reshapeOperation, [x], { shape });
}

/** Sum over some axes (all when none are named). */
export function reduceSum(x: Tensor, axes: readonly number[] = allAxes(x), keepDimensions = false): Tensor {
  if (axes.length === 0) return x;
  return applySingle(reduceSumOperation, [x], { axes: normaliseAxes(axes, x.shape.length), keepDimensions });
}

/** Repeats a tensor along its axes of length 1 (and new leading ones) up to a shape. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (formatShape(x.shape) === formatShape(shape)) return x;
  return applySingle(broadcastOperation, [x], { shape });
}

/** Undoes a broadcast: sums over every axis along which `shape` was repeated. */
export function sumToShape(x: Tensor, shape: Shape): Tensor {
  const lead = x.shape.length - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
  );
  return reshapeTo(reduceSum(x, axes, true), shape);
}

function allAxes(x: Tensor): readonly number[] {
  return x.shape.map((_, axis) => axis);
}
