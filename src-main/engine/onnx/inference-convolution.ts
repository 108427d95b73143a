import type { Shape } from '../graph/shape.ts';
import { sizeOf } from '../graph/shape.ts';
import type { Node } from '../graph/tensor.ts';
import type { ConvolutionAttributes } from '../operations/convolution-attributes.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import { blockedNormalisations } from './blocked-normalisation.ts';
import type { Emitter, OnnxNodeOptions } from './emitter.ts';
import type { ProviderForms } from './encode.ts';
import { inferenceTiles } from './inference-tiles.ts';
import type { MinimalFilter } from './toom-cook.ts';
import { inferenceFilter } from './when-tiles-pay.ts';

/** A convolution in blocks as it was written, to be written once more with what follows in it. */
interface Written {
  readonly inputs: readonly string[];
  readonly attributes: NonNullable<OnnxNodeOptions['attributes']>;
  readonly output: Shape;
}

/**
 * Convolutions with constant weights, the ReLUs behind them and pooling, on blocked channels: by tiles where that
 * pays. ONNX Runtime brings plain convolutions into blocks by itself, but would take a value out of them and back
 * around every convolution by tiles. Kernels are arranged by standard operators, which it computes once, as it opens
 * the model.
 */
export function inferenceConvolutions(layout: BlockedLayout): ProviderForms {
  const { maxPool, relu } = blockedNormalisations(layout);
  const written = new Map<string, Written>();
  const write = (emitter: Emitter, convolution: Written, activation?: string): string => {
    const attributes = {
      ...convolution.attributes,
      ...(activation ? { activation: { string: activation } } : {}),
    };
    const name = layout.plain(
      emitter,
      layout.convolve(emitter, convolution.inputs, attributes),
      convolution.output,
    );
    written.set(name, convolution);
    return name;
  };
  return {
    maxPool: maxPool!,

    convolution: (emitter, inputs, node) => {
      const filter = inferenceFilter(node, layout);
      const convolution = filter
        ? byTiles(emitter, inputs, { node, filter }, layout)
        : inBlocks(emitter, inputs, node, layout);
      return convolution && [write(emitter, convolution)];
    },

    // What the convolution wrote without its ReLU has no other reader as a rule, and is dropped.
    relu: (emitter, [value], node) => {
      const convolution = written.get(value!);
      return convolution ? [write(emitter, convolution, 'Relu')] : relu!(emitter, [value!], node);
    },
  };
}

/** The sums by tiles; the bias (and the ReLU) are a pass over them. */
function byTiles(
  emitter: Emitter,
  [x, weight, bias]: readonly string[],
  { node, filter }: { readonly node: Node; readonly filter: MinimalFilter },
  layout: BlockedLayout,
): Written {
  const output = node.outputs[0]!.shape;
  const channels = output[1]!;
  const ones = emitter.float32s(new Float32Array(channels).fill(1), [channels, 1, 1, 1]);
  return {
    inputs: [inferenceTiles(emitter, [x!, weight!], { node, filter }, layout), ones, ...(bias ? [bias] : [])],
    attributes: { group: { int: channels }, kernel_shape: { ints: [1, 1] } },
    output,
  };
}

/** The convolution as it is, where its channels divide into blocks or the input's are fewer than one. */
function inBlocks(
  emitter: Emitter,
  [x, weight, ...bias]: readonly string[],
  node: Node,
  layout: BlockedLayout,
): Written | undefined {
  const [input, shape, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape, node.outputs[0]!.shape];
  const few = shape[1]! < layout.block;
  if (!layout.fits(output) || !(few || layout.fits(input))) return undefined;
  const { strides, before, after } = node.attributes as ConvolutionAttributes;
  const kernel = emitter.node('Reshape', [
    blockedKernel(emitter, weight!, shape, layout),
    emitter.int64s(shape),
  ]);
  return {
    inputs: [few ? x! : layout.of(emitter, x!), kernel, ...bias],
    attributes: {
      kernel_shape: { ints: shape.slice(2) },
      pads: { ints: [...before, ...after] },
      strides: { ints: strides },
    },
    output,
  };
}

/** [out / b, in / b, places, b of in, b of out]; with fewer inputs than a block [out / b, in, places, b of out]. */
function blockedKernel(emitter: Emitter, weight: string, shape: Shape, { block }: BlockedLayout): string {
  const [out, channels, places] = [shape[0]!, shape[1]!, sizeOf(shape.slice(2))];
  const few = channels < block;
  const parts = few
    ? [out / block, block, channels * places]
    : [out / block, block, channels / block, block, places];
  return emitter.node('Transpose', [emitter.node('Reshape', [weight, emitter.int64s(parts)])], {
    attributes: { perm: { ints: few ? [0, 2, 1] : [0, 2, 4, 3, 1] } },
  });
}
