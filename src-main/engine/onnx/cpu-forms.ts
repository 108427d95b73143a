import type { Node } from '../graph/tensor.ts';
import { sizeOf } from '../graph/tensor.ts';
import type { BatchNormAttributes } from '../operations/batch-norm.ts';
import {
  type ConvolutionGradientAttributes,
  FEW_COLUMNS,
  kernelPlaces,
} from '../operations/kernel-gradient.ts';
import type { MaxPoolGradientAttributes } from '../operations/max-pool.ts';
import type { Emitter } from './emitter.ts';
import type { ProviderForms } from './encode.ts';

/**
 * Operations that ONNX Runtime's CPU provider computes faster in another form than the portable one.
 * All other providers take the portable forms, which consist of operators that every provider has.
 */
export const cpuForms: ProviderForms = {
  batchNorm: (emitter, [x, scale, shift], node) => {
    const { epsilon } = node.attributes as BatchNormAttributes;
    const channels = node.inputs[1]!.shape;
    const count = channels[0]!;
    // The operator overwrites these two, so no other node may have the same ones. ONNX Runtime's optimiser merges
    // constants of equal values, hence values of their own; with momentum 0 they do not matter.
    const own = emitter.distinct();
    const runningMean = emitter.float32s(new Float32Array(count).fill(own), channels);
    const runningVariance = emitter.float32s(new Float32Array(count).fill(-own), channels);
    return emitter.nodes('BatchNormalization', [x!, scale!, shift!, runningMean, runningVariance], {
      outputs: 3,
      attributes: { epsilon: { float: epsilon }, momentum: { float: 0 }, training_mode: { int: 1 } },
    });
  },

  // A steep hard sigmoid is 1 for every positive output of the ReLU and 0 for 0: one pass, no mask in memory.
  reluGradient: (emitter, [dy, y]) => [
    emitter.node('Mul', [
      dy!,
      emitter.node('HardSigmoid', [y!], { attributes: { alpha: { float: 1e38 }, beta: { float: 0 } } }),
    ]),
  ],

  maxPoolGradient: (emitter, [x, , dy], node) => {
    const { kernel } = node.attributes as MaxPoolGradientAttributes;
    const window = { kernel_shape: { ints: kernel }, strides: { ints: kernel } };
    const [, indices] = emitter.nodes('MaxPool', [x!], { outputs: 2, attributes: window });
    return [
      emitter.node('MaxUnpool', [dy!, indices!, emitter.int64s(node.inputs[0]!.shape)], {
        attributes: window,
      }),
    ];
  },

  convolutionWeightGradient: (emitter, [x, dy], node) => weightGradient(emitter, x!, dy!, node),
};

/** The portable form's slices and products, with the transposition left to the product. */
function weightGradient(emitter: Emitter, x: string, dy: string, node: Node): readonly string[] {
  const { shape, strides, before, after } = node.attributes as ConvolutionGradientAttributes;
  const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
  const [batch, out, channels] = [output[0]!, output[1]!, input[1]!];
  const places = sizeOf(output.slice(2));
  const padded = emitter.node('Pad', [x, emitter.int64s([0, 0, ...before, 0, 0, ...after])]);
  const kernel = kernelPlaces(shape.slice(2));
  const axes = emitter.int64s(strides.map((_, axis) => axis + 2));
  const taps = kernel.map((place) => {
    const ends = place.map((start, axis) => start + (output[axis + 2]! - 1) * strides[axis]! + 1);
    const tap = emitter.node('Slice', [
      padded,
      emitter.int64s(place),
      emitter.int64s(ends),
      axes,
      emitter.int64s(strides),
    ]);
    return emitter.node('Reshape', [tap, emitter.int64s([batch, channels, places])]);
  });
  const gradients = emitter.node('Reshape', [dy, emitter.int64s([batch, out, places])]);
  const against = (tap: string) => {
    const products = emitter.node('FusedMatMul', [gradients, tap], {
      domain: 'com.microsoft',
      attributes: { transB: { int: 1 } },
    });
    return emitter.node('ReduceSum', [products, emitter.int64s([0])], {
      attributes: { keepdims: { int: 0 } },
    });
  };
  const few = channels * taps.length <= FEW_COLUMNS;
  const stacked = few
    ? against(emitter.node('Concat', taps, { attributes: { axis: { int: 1 } } }))
    : emitter.node(
        'Concat',
        taps.map((tap) => emitter.node('Reshape', [against(tap), emitter.int64s([out, 1, channels])])),
        { attributes: { axis: { int: 1 } } },
      );
  const byTap = few
    ? emitter.node('Reshape', [stacked, emitter.int64s([out, taps.length, channels])])
    : stacked;
  const turned = emitter.node('Transpose', [byTap], { attributes: { perm: { ints: [0, 2, 1] } } });
  return [emitter.node('Reshape', [turned, emitter.int64s(shape)])];
}
