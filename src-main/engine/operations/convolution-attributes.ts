import { GraphError } from '../graph/graph-error.ts';
import { formatShape, type Shape } from '../graph/shape.ts';

/** Strides and zero padding of a convolution, one number a spatial axis. */
export interface ConvolutionAttributes {
  readonly strides: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** A convolution's attributes with the shape of the tensor whose gradient is asked for. */
export interface ConvolutionGradientAttributes extends ConvolutionAttributes {
  readonly shape: Shape;
}

/** Output lengths of a convolution on its spatial axes. Throws `GraphError` when the kernel does not fit. */
export function convolvedLengths(
  input: Shape,
  kernel: Shape,
  attributes: ConvolutionAttributes,
): readonly number[] {
  return input.slice(2).map((length, axis) => {
    const padded = length + attributes.before[axis]! + attributes.after[axis]!;
    const result = Math.floor((padded - kernel[axis + 2]!) / attributes.strides[axis]!) + 1;
    if (result < 1)
      throw new GraphError(`the kernel ${formatShape(kernel)} does not fit into ${formatShape(input)}`);
    return result;
  });
}
