import { applyOperation } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape, type Shape, sizeOf } from '../graph/shape.ts';
import { inputAt, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { add, divide, multiply, subtract } from './arithmetic.ts';
import { sqrt, square } from './pointwise.ts';
import { reduceMean } from './reductions.ts';
import { reduceSum, reshapeTo } from './sum-and-spread.ts';

export interface BatchNormAttributes {
  readonly epsilon: number;
}

const batchNormOperation: Operation<BatchNormAttributes> = {
  kind: 'batchNorm',
  infer: (inputs) => {
    const x = inputAt(inputs, 0);
    requireFloat(x, 'the input');
    const perChannel: Shape = [x.shape[1] ?? 0];
    for (const [index, role] of [
      [1, 'the scale'],
      [2, 'the shift'],
    ] as const) {
      if (formatShape(inputAt(inputs, index).shape) !== formatShape(perChannel)) {
        throw new GraphError(`${role} must be ${formatShape(perChannel)}`);
      }
    }
    return [
      { type: 'float32', shape: x.shape },
      { type: 'float32', shape: perChannel },
      { type: 'float32', shape: perChannel },
    ];
  },
  // Mean and variance leave as statistics for the running averages; no gradient comes back through them.
  gradient: ({ inputs, outputs, attributes }, [dy]) => {
    if (!dy) return [null, null, null];
    const [x, scale] = [inputs[0]!, inputs[1]!];
    return applyOperation(batchNormGradientOperation, [x, scale, outputs[1]!, outputs[2]!, dy], attributes);
  },
  expand: ({ inputs, attributes: { epsilon } }) => {
    const [x, scale, shift] = [inputs[0]!, inputs[1]!, inputs[2]!];
    const mean = reduceMean(x, axesButChannel(x), true);
    const centred = subtract(x, mean);
    const variance = reduceMean(square(centred), axesButChannel(x), true);
    const factor = divide(perChannel(scale, x), sqrt(add(variance, epsilon)));
    const channels: Shape = [x.shape[1]!];
    return [
      add(multiply(centred, factor), perChannel(shift, x)),
      reshapeTo(mean, channels),
      reshapeTo(variance, channels),
    ];
  },
};

/** Inputs x, scale, mean, variance, dy; outputs dx, dscale, dshift (Ioffe & Szegedy 2015, §3). */
const batchNormGradientOperation: Operation<BatchNormAttributes> = {
  kind: 'batchNormGradient',
  infer: (inputs) => {
    const [x, scale] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    return [x, scale, scale];
  },
  expand: ({ inputs, attributes: { epsilon } }) => {
    const [x, scale, mean, variance, dy] = [inputs[0]!, inputs[1]!, inputs[2]!, inputs[3]!, inputs[4]!];
    const inverse = divide(1, sqrt(add(variance, epsilon)));
    const normal = multiply(subtract(x, perChannel(mean, x)), perChannel(inverse, x));
    const dshift = reduceSum(dy, axesButChannel(x));
    const dscale = reduceSum(multiply(dy, normal), axesButChannel(x));
    const count = sizeOf(x.shape) / x.shape[1]!;
    const common = add(
      perChannel(divide(dshift, count), x),
      multiply(normal, perChannel(divide(dscale, count), x)),
    );
    const dx = multiply(subtract(dy, common), perChannel(multiply(scale, inverse), x));
    return [dx, dscale, dshift];
  },
};

function axesButChannel(x: Tensor): readonly number[] {
  return x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
}

/** A value a channel, shaped so that it broadcasts against [batch, channel, …space]. */
function perChannel(value: Tensor, x: Tensor): Tensor {
  return reshapeTo(
    value,
    x.shape.map((length, axis) => (axis === 1 ? length : 1)),
  );
}

/**
 * Batch normalisation over a training batch: every channel to mean 0 and variance 1 over batch and space,
 * then scaled and shifted. `mean` and `variance` (of the population, not corrected by n − 1) are [channel].
 */
export function batchNorm(
  x: Tensor,
  scale: Tensor,
  shift: Tensor,
  epsilon = 1e-5,
): { output: Tensor; mean: Tensor; variance: Tensor } {
  const [output, mean, variance] = applyOperation(batchNormOperation, [x, scale, shift], { epsilon });
  return { output: output!, mean: mean!, variance: variance! };
}
