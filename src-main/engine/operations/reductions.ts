import { applySingle } from '../graph/build.ts';
import { sizeOf } from '../graph/shape.ts';
import { inputAt, normaliseAxes, reducedShape, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { divide, multiply, subtract } from './arithmetic.ts';
import { cast, equal } from './masks.ts';
import { exp, log, sqrt, square } from './pointwise.ts';
import { reduceSum, reshapeTo } from './sum-and-spread.ts';

interface ReduceAttributes {
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

const reduceMaxOperation: Operation<ReduceAttributes> = {
  kind: 'reduceMax',
  infer: (inputs, { axes, keepDimensions }) => {
    const x = inputAt(inputs, 0);
    requireFloat(x, 'the reduced tensor');
    return [
      { type: 'float32', shape: reducedShape(x.shape, normaliseAxes(axes, x.shape.length), keepDimensions) },
    ];
  },
  // Cells that tie for the maximum share the gradient evenly.
  gradient: ({ inputs, outputs, attributes }, [dy]) => {
    const x = inputs[0]!;
    const kept = reducedShape(x.shape, attributes.axes, true);
    const isMaximum = cast(equal(x, reshapeTo(outputs[0]!, kept)), 'float32');
    const share = divide(reshapeTo(dy!, kept), reduceSum(isMaximum, attributes.axes, true));
    return [multiply(isMaximum, share)];
  },
  emit: (emitter, [x], { attributes }) => [
    emitter.node('ReduceMax', [x!, emitter.int64s(attributes.axes)], {
      attributes: { keepdims: { int: attributes.keepDimensions ? 1 : 0 } },
    }),
  ],
};

const logSoftmaxOperation: Operation<object> = {
  kind: 'logSoftmax',
  infer: (inputs) => [{ type: 'float32', shape: inputAt(inputs, 0).shape }],
  gradient: ({ outputs }, [dy]) => [subtract(dy!, multiply(exp(outputs[0]!), reduceSum(dy!, [-1], true)))],
  expand: ({ inputs }) => {
    const shifted = subtract(inputs[0]!, reduceMax(inputs[0]!, [-1], true));
    return [subtract(shifted, log(reduceSum(exp(shifted), [-1], true)))];
  },
};

/** Largest value over some axes; ties share the gradient. */
export function reduceMax(x: Tensor, axes: readonly number[], keepDimensions = false): Tensor {
  return applySingle(reduceMaxOperation, [x], { axes: normaliseAxes(axes, x.shape.length), keepDimensions });
}

/** Mean over some axes (all when none are named). */
export function reduceMean(x: Tensor, axes?: readonly number[], keepDimensions = false): Tensor {
  const sum = reduceSum(x, axes, keepDimensions);
  return multiply(sum, sizeOf(sum.shape) / sizeOf(x.shape));
}

/** Logarithm of the softmax over the last axis. */
export function logSoftmax(x: Tensor): Tensor {
  return applySingle(logSoftmaxOperation, [x], {});
}

/** Vectors along the last axis divided by their Euclidean length; `epsilon` is added to its square. */
export function l2Normalise(x: Tensor, epsilon = 1e-12): Tensor {
  const length = sqrt(addEpsilon(reduceSum(square(x), [-1], true), epsilon));
  return divide(x, length);
}

function addEpsilon(x: Tensor, epsilon: number): Tensor {
  return subtract(x, -epsilon);
}
