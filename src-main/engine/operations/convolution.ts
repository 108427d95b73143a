import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape } from '../graph/shape.ts';
import { inputAt, requireFloat, requireRank } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import {
  type ConvolutionAttributes,
  type ConvolutionGradientAttributes,
  convolvedLengths,
} from './convolution-attributes.ts';
import { convolutionWeightGradient } from './kernel-gradient.ts';
import { dilate, flip, transpose } from './layout.ts';
import { reduceSum } from './sum-and-spread.ts';

const convolutionOperation: Operation<ConvolutionAttributes> = {
  kind: 'convolution',
  infer: (inputs, attributes) => {
    const [x, weight] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    requireFloat(x, 'the input');
    requireRank(x, 'the input', 4, 5);
    requireRank(weight, 'the kernel', x.shape.length);
    if (x.shape[1] !== weight.shape[1]) {
      throw new GraphError(`the kernel takes ${weight.shape[1]} channels and the input has ${x.shape[1]}`);
    }
    const bias = inputs[2];
    if (bias && formatShape(bias.shape) !== formatShape([weight.shape[0]!])) {
      throw new GraphError(
        `the bias must be ${formatShape([weight.shape[0]!])}, not ${formatShape(bias.shape)}`,
      );
    }
    const spatial = convolvedLengths(x.shape, weight.shape, attributes);
    return [{ type: 'float32', shape: [x.shape[0]!, weight.shape[0]!, ...spatial] }];
  },
  gradient: ({ inputs, attributes }, [dy], wanted) => {
    const [x, weight, bias] = [inputs[0]!, inputs[1]!, inputs[2]];
    return [
      wanted[0]
        ? applySingle(inputGradientOperation, [dy!, weight], { ...attributes, shape: x.shape })
        : null,
      wanted[1] ? convolutionWeightGradient(x, dy!, weight.shape, attributes) : null,
      ...(bias
        ? [
            wanted[2]
              ? reduceSum(
                  dy!,
                  dy!.shape.map((_, axis) => axis).filter((axis) => axis !== 1),
                )
              : null,
          ]
        : []),
    ];
  },
  emit: (emitter, inputs, { inputs: [, weight], attributes: { strides, before, after } }) => [
    emitter.node('Conv', inputs, {
      attributes: {
        kernel_shape: { ints: weight!.shape.slice(2) },
        strides: { ints: strides },
        pads: { ints: [...before, ...after] },
      },
    }),
  ],
};

/**
 * Gradient of a convolution's input; inputs dy and weight. It is a convolution of dy (its elements
 * set `strides` apart) with the kernels flipped and their channel axes swapped, which beats a transposed
 * convolution by about half at the sizes of these networks.
 */
const inputGradientOperation: Operation<ConvolutionGradientAttributes> = {
  kind: 'convolutionInputGradient',
  infer: (_inputs, { shape }) => [{ type: 'float32', shape }],
  expand: ({ inputs, attributes }) => {
    const [dy, weight] = [inputs[0]!, inputs[1]!];
    const { strides, before, shape } = attributes;
    const spatial = weight.shape.slice(2);
    const spread = dilate(dy, [1, 1, ...strides]);
    const turned = flip(
      transpose(weight, [1, 0, ...spatial.map((_, axis) => axis + 2)]),
      spatial.map((_, axis) => axis + 2),
    );
    const left = spatial.map((kernel, axis) => kernel - 1 - before[axis]!);
    // Where a stride does not divide the length evenly, the last input elements reach no output.
    const right = spatial.map((_, axis) => shape[axis + 2]! - spread.shape[axis + 2]! + before[axis]!);
    return [convolution(spread, turned, { before: left, after: right })];
  },
};

/**
 * Convolution over 2 or 3 spatial axes (cross-correlation, as in every network library).
 * `x` is [batch, channel, …space], `weight` [out, in, …kernel], `bias` [out].
 */
export function convolution(
  x: Tensor,
  weight: Tensor,
  options: {
    bias?: Tensor;
    strides?: readonly number[];
    before?: readonly number[];
    after?: readonly number[];
  } = {},
): Tensor {
  const spatial = weight.shape.slice(2);
  return applySingle(convolutionOperation, options.bias ? [x, weight, options.bias] : [x, weight], {
    strides: options.strides ?? spatial.map(() => 1),
    before: options.before ?? spatial.map(() => 0),
    after: options.after ?? options.before ?? spatial.map(() => 0),
  });
}
