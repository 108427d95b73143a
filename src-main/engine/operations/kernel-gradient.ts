import { applySingle } from '../graph/build.ts';
import { type Shape, sizeOf } from '../graph/shape.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import type { ConvolutionAttributes, ConvolutionGradientAttributes } from './convolution-attributes.ts';
import { concat, pad, slice, transpose } from './layout.ts';
import { matMul, swapLastAxes } from './matrix-product.ts';
import { reduceSum, reshapeTo } from './sum-and-spread.ts';

/**
 * Gradient of a convolution's kernel; inputs x and dy. Each place of the kernel sees a shifted slice of the
 * padded input: its gradient is dy · sliceᵀ summed over the batch. Kernels on few channels take all their
 * places in one product, since a product with a handful of columns wastes the processor.
 */
const weightGradientOperation: Operation<ConvolutionGradientAttributes> = {
  kind: 'convolutionWeightGradient',
  infer: (_inputs, { shape }) => [{ type: 'float32', shape }],
  expand: ({ inputs, attributes }) => {
    const [x, dy] = [inputs[0]!, inputs[1]!];
    const { shape } = attributes;
    const [batch, out, channels] = [dy.shape[0]!, dy.shape[1]!, x.shape[1]!];
    const places = sizeOf(dy.shape.slice(2));
    const taps = shiftedSlices(x, dy.shape, attributes).map((tap) =>
      reshapeTo(tap, [batch, channels, places]),
    );
    const gradients = reshapeTo(dy, [batch, out, places]);
    const against = (tap: Tensor) => reduceSum(matMul(gradients, swapLastAxes(tap)), [0]);
    const byTap =
      channels * taps.length <= FEW_COLUMNS
        ? reshapeTo(against(concat(taps, 1)), [out, taps.length, channels])
        : concat(
            taps.map((tap) => reshapeTo(against(tap), [out, 1, channels])),
            1,
          );
    return [reshapeTo(transpose(byTap, [0, 2, 1]), shape)];
  },
};

/** Below this many columns, the places of a kernel share one matrix product. */
export const FEW_COLUMNS = 64;

/** For every place of the kernel, row-major: the padded input as that place sees it, in the shape of the output. */
export function shiftedSlices(
  x: Tensor,
  outputShape: Shape,
  { shape, strides, before, after }: ConvolutionGradientAttributes,
): readonly Tensor[] {
  const padded = pad(x, [0, 0, ...before], [0, 0, ...after]);
  return kernelPlaces(shape.slice(2)).map((place) => {
    const starts = [0, 0, ...place];
    const steps = [1, 1, ...strides];
    const ends = starts.map((start, axis) =>
      axis < 2 ? padded.shape[axis]! : start + (outputShape[axis]! - 1) * steps[axis]! + 1,
    );
    return slice(padded, starts, ends, steps);
  });
}

/** Every place of a kernel, row-major. */
export function kernelPlaces(kernel: Shape): readonly (readonly number[])[] {
  return kernel.reduce<readonly (readonly number[])[]>(
    (places, length) => places.flatMap((place) => Array.from({ length }, (_, index) => [...place, index])),
    [[]],
  );
}

/** dW of a convolution, in the shape of its kernel. */
export function convolutionWeightGradient(
  x: Tensor,
  dy: Tensor,
  shape: Shape,
  attributes: ConvolutionAttributes,
): Tensor {
  return applySingle(weightGradientOperation, [x, dy], { ...attributes, shape });
}
