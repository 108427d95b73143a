import { sizeOf } from '../graph/shape.ts';
import type { BatchNormAttributes } from '../operations/batch-norm.ts';
import type { MaxPoolAttributes } from '../operations/max-pool.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import type { ProviderForms } from './encode.ts';
import { BLOCKED_DOMAIN } from './messages.ts';

/**
 * Batch normalisation with its gradient, max pooling and ReLU, for values that a convolution has left in blocks. A
 * convolution with one kernel of one number a channel is the quickest pass over such a value.
 */
export function blockedNormalisations(layout: BlockedLayout): ProviderForms {
  /** What lies between the two passes: x − μ, by the name of x. */
  const centredValues = new Map<string, string>();
  return {
    batchNorm: (emitter, [value, scale, shift], node) => {
      const x = layout.known(value!);
      if (x === undefined) return undefined;
      const { epsilon } = node.attributes as BatchNormAttributes;
      const shape = node.inputs[0]!.shape;
      const sums = arithmetic(emitter);
      const mean = layout.channelMeans(emitter, x, shape);
      const one = emitter.float32s(new Float32Array(shape[1]!).fill(1), [shape[1]!]);
      const centred = layout.scaleAndShift(emitter, x, [one, sums.negate(mean)], shape[1]!);
      centredValues.set(value!, centred);
      const variance = layout.channelMeans(emitter, sums.multiply(centred, centred), shape);
      const factor = sums.multiply(scale!, inverseDeviation(emitter, variance, epsilon));
      const y = layout.scaleAndShift(emitter, centred, [factor, shift!], shape[1]!);
      return [layout.plain(emitter, y, shape), mean, variance];
    },

    // With n = x − μ: dx = a·dy + b·n + c, a = γ/σ, b = −a·E[dy·n]/σ² and c = −a·E[dy].
    batchNormGradient: (emitter, [value, scale, , variance, gradient], node) => {
      const centred = centredValues.get(value!);
      if (centred === undefined) return undefined;
      const { epsilon } = node.attributes as BatchNormAttributes;
      const shape = node.inputs[0]!.shape;
      const channels = shape[1]!;
      const sums = arithmetic(emitter);
      const dy = layout.of(emitter, gradient!);
      const inverse = inverseDeviation(emitter, variance!, epsilon);
      const meanGradient = layout.channelMeans(emitter, dy, shape);
      const slope = sums.multiply(layout.channelMeans(emitter, sums.multiply(dy, centred), shape), inverse);
      const a = sums.multiply(scale!, inverse);
      const b = sums.negate(sums.multiply(a, sums.multiply(slope, inverse)));
      const c = sums.negate(sums.multiply(a, meanGradient));
      const fromInput = layout.scaleAndShift(emitter, centred, [b, c], channels);
      const none = emitter.float32s(new Float32Array(channels), [channels]);
      const dx = layout.scaleAndShift(emitter, dy, [a, none], channels, fromInput);
      const count = emitter.float32s([sizeOf(shape) / channels], []);
      return [
        layout.plain(emitter, dx, shape),
        sums.multiply(slope, count),
        sums.multiply(meanGradient, count),
      ];
    },

    maxPool: (emitter, [value], node) => {
      const x = layout.known(value!);
      if (x === undefined) return undefined;
      const { kernel } = node.attributes as MaxPoolAttributes;
      const y = emitter.node('MaxPool', [x], {
        domain: BLOCKED_DOMAIN,
        attributes: { kernel_shape: { ints: kernel }, strides: { ints: kernel } },
      });
      return [layout.plain(emitter, y, node.outputs[0]!.shape)];
    },

    relu: (emitter, [value], node) => {
      const x = layout.known(value!);
      return x === undefined
        ? undefined
        : [layout.plain(emitter, emitter.node('Relu', [x]), node.inputs[0]!.shape)];
    },
  };
}

function inverseDeviation(emitter: Emitter, variance: string, epsilon: number): string {
  const deviation = emitter.node('Sqrt', [emitter.node('Add', [variance, emitter.float32s([epsilon], [])])]);
  return emitter.node('Reciprocal', [deviation]);
}

function arithmetic(emitter: Emitter) {
  return {
    multiply: (a: string, b: string) => emitter.node('Mul', [a, b]),
    negate: (a: string) => emitter.node('Neg', [a]),
  };
}
