import { type Shape, sizeOf } from '../graph/shape.ts';
import type { Node } from '../graph/tensor.ts';
import type {
  ConvolutionAttributes,
  ConvolutionGradientAttributes,
} from '../operations/convolution-attributes.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import type { ProviderForms } from './encode.ts';
import { BLOCKED_DOMAIN } from './messages.ts';

/**
 * Convolutions, and the gradients of their inputs, on blocked channels with weights that are computed or fed.
 * What does not divide into blocks is left to the portable form.
 */
export function blockedConvolutions(layout: BlockedLayout): ProviderForms {
  const { block } = layout;
  return {
    convolution: (emitter, [x, weight, ...bias], node) => {
      const shape = node.inputs[1]!.shape;
      const output = node.outputs[0]!.shape;
      const channels = shape[1]!;
      const few = channels < block;
      if (!layout.fits(output) || !(few || channels % block === 0)) return undefined;
      const { strides, before, after } = node.attributes as ConvolutionAttributes;
      const kernel = few
        ? fewChannelKernel(emitter, weight!, shape)
        : blockKernel(emitter, weight!, shape, layout);
      const convolved = layout.convolve(
        emitter,
        [
          few ? x! : layout.of(emitter, x!),
          emitter.node('Reshape', [kernel, emitter.int64s(shape)]),
          ...bias,
        ],
        { ...geometry(shape, [...before, ...after]), strides: { ints: strides } },
      );
      return [layout.plain(emitter, convolved, output)];
    },

    convolutionInputGradient: (emitter, [dy, weight], node) => {
      const input = node.outputs[0]!.shape;
      const output = node.inputs[0]!.shape;
      const { strides } = node.attributes as ConvolutionGradientAttributes;
      if (!layout.fits(input) || !layout.fits(output) || strides.some((stride) => stride !== 1))
        return undefined;
      const shape = node.inputs[1]!.shape;
      const turned: Shape = [shape[1]!, shape[0]!, ...shape.slice(2)];
      const kernel = turnedKernel(emitter, weight!, shape, layout);
      const convolved = layout.convolve(
        emitter,
        [layout.of(emitter, dy!), emitter.node('Reshape', [kernel, emitter.int64s(turned)])],
        geometry(shape, inputGradientPadding(node)),
      );
      return [layout.plain(emitter, convolved, input)];
    },
  };
}

function geometry(shape: Shape, pads: readonly number[]) {
  return { kernel_shape: { ints: shape.slice(2) }, pads: { ints: pads } };
}

/** The zeros around dy that make its convolution with the turned kernel as large as the input. */
function inputGradientPadding({ inputs, attributes }: Node): readonly number[] {
  const { before, shape } = attributes as ConvolutionGradientAttributes;
  const [dy, kernel] = [inputs[0]!.shape, inputs[1]!.shape.slice(2)];
  return [
    ...kernel.map((length, axis) => length - 1 - before[axis]!),
    ...before.map((length, axis) => shape[axis + 2]! - dy[axis + 2]! + length),
  ];
}

/** [out, in, …places] as [out / b, in / b, places, b of in, b of out]. */
function blockKernel(emitter: Emitter, weight: string, shape: Shape, { block }: BlockedLayout): string {
  const [out, channels, places] = [shape[0]!, shape[1]!, sizeOf(shape.slice(2))];
  const byOutput = reorder(emitter, weight, [1, out, channels * places, 1]);
  const blocks = emitter.node('Reshape', [
    byOutput,
    emitter.int64s([out / block, channels / block, block, places, block]),
  ]);
  return transpose(emitter, blocks, [0, 1, 3, 2, 4]);
}

/** [out, in, …places] with fewer than a block of inputs as [out / b, in, places, b]. */
function fewChannelKernel(emitter: Emitter, weight: string, shape: Shape): string {
  return reorder(emitter, weight, [1, shape[0]!, sizeOf(shape.slice(1)), 1]);
}

/** The kernel with in and out swapped and its places reversed, in blocks: [in / b, out / b, places, b of out, b of in]. */
function turnedKernel(emitter: Emitter, weight: string, shape: Shape, { block }: BlockedLayout): string {
  const [out, channels, places] = [shape[0]!, shape[1]!, sizeOf(shape.slice(2))];
  const byInput = reorder(emitter, weight, [out, channels, places, 1]);
  const blocks = emitter.node('Reshape', [
    byInput,
    emitter.int64s([out / block, block, channels / block, places, block]),
  ]);
  const reversed = Array.from({ length: places }, (_, place) => places - 1 - place);
  return emitter.node('Gather', [transpose(emitter, blocks, [2, 0, 3, 1, 4]), emitter.int64s(reversed)], {
    attributes: { axis: { int: 2 } },
  });
}

/** Brings the second axis to the end in blocks. This and a transposition of whole blocks are quick; all at once is not. */
function reorder(emitter: Emitter, weight: string, shape: Shape): string {
  return emitter.node('ReorderInput', [emitter.node('Reshape', [weight, emitter.int64s(shape)])], {
    domain: BLOCKED_DOMAIN,
  });
}

function transpose(emitter: Emitter, value: string, order: readonly number[]): string {
  return emitter.node('Transpose', [value], { attributes: { perm: { ints: order } } });
}
