import type { Graph } from '../graph/graph.ts';
import type { BatchNormAttributes } from '../operations/batch-norm.ts';
import type { MaxPoolGradientAttributes } from '../operations/max-pool.ts';
import { blockedConvolutions } from './blocked-convolution.ts';
import { BlockedLayout } from './blocked-layout.ts';
import { blockedNormalisations } from './blocked-normalisation.ts';
import type { Emitter } from './emitter.ts';
import type { ProviderForm, ProviderForms } from './encode.ts';
import { inferenceConvolutions } from './inference-convolution.ts';
import { tiledConvolutions } from './tiled-convolution.ts';
import { weightGradient } from './weight-gradient.ts';
import { inferenceFilter } from './when-tiles-pay.ts';

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

  reluGradient: (emitter, [dy, y]) => [maskedByRelu(emitter, dy!, y!)],

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

  convolutionWeightGradient: (emitter, [x, dy], node) => [weightGradient(emitter, x!, dy!, node)],
};

/**
 * The forms of a training graph, whose weights change from run to run: ONNX Runtime tunes convolutions by itself only
 * around constant weights. With `block`, the channels that one vector of this processor holds (`channelBlock`),
 * convolutions and what lies between them stay in blocks of channels; null leaves every value plain.
 * Forms remember what they wrote, so each model needs its own.
 */
export function cpuTrainingForms(block: number | null): ProviderForms {
  const layout = block === null ? null : new BlockedLayout(block);
  const blocked = layout ? { ...blockedConvolutions(layout), ...blockedNormalisations(layout) } : {};
  return {
    ...firstOf(layout ? tiledConvolutions(layout) : {}, blocked, cpuForms),
    reluGradient: (emitter, [dy, y], node) => {
      const blocked = layout?.known(dy!);
      if (!layout || blocked === undefined) return [maskedByRelu(emitter, dy!, y!)];
      const masked = maskedByRelu(emitter, blocked, layout.of(emitter, y!));
      return [layout.plain(emitter, masked, node.outputs[0]!.shape)];
    },
  };
}

/**
 * The forms of a graph with constant weights. Where no convolution pays by tiles, ONNX Runtime is left to bring the
 * graph into blocks by itself. `block` and the forms' memory are those of `cpuTrainingForms`.
 */
export function cpuInferenceForms(graph: Graph, block: number | null): ProviderForms {
  if (block === null) return cpuForms;
  const layout = new BlockedLayout(block);
  if (!graph.order.some((node) => inferenceFilter(node, layout) !== undefined)) return cpuForms;
  return firstOf(inferenceConvolutions(layout), cpuForms);
}

/** For every kind of operation the first of the forms that does not leave it to the next. */
function firstOf(...all: readonly ProviderForms[]): ProviderForms {
  const kinds = new Set(all.flatMap((forms) => Object.keys(forms)));
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, all.map((forms) => forms[kind]).reduceRight(orElse)!]),
  );
}

function orElse(next: ProviderForm | undefined, first: ProviderForm | undefined): ProviderForm | undefined {
  if (!next || !first) return first ?? next;
  return (emitter, inputs, node) => first(emitter, inputs, node) ?? next(emitter, inputs, node);
}

/** A steep hard sigmoid is 1 for every positive output of the ReLU and 0 for 0: one pass, no mask in memory. */
function maskedByRelu(emitter: Emitter, dy: string, y: string): string {
  const steep = { alpha: { float: 1e38 }, beta: { float: 0 } };
  return emitter.node('Mul', [dy, emitter.node('HardSigmoid', [y], { attributes: steep })]);
}
