import { BATCH_NORM_EPSILON } from '../layers.ts';
import { ModelError, type Weight, type WeightMap } from './weight.ts';

/**
 * Folds every batch normalisation into the convolution before it, so that inference has none:
 * w′ = w·γ/√(σ²+ε), b′ = β − μ·γ/√(σ²+ε), per output channel. Other weights pass through.
 * Throws `ModelError` when a convolution's batch norm is incomplete.
 */
export function foldBatchNorm(weights: WeightMap): WeightMap {
  const folded = new Map<string, Weight>();
  for (const [name, weight] of weights) {
    const block = /^(.*)\.conv(\d+_\d+)\.weight$/.exec(name);
    if (block) {
      const bn = `${block[1]}.bn${block[2]}`;
      const parts = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
        statistics(weights, `${bn}.${part}`),
      );
      const { kernel, bias } = foldBlock(weight, parts);
      folded.set(name, kernel);
      folded.set(name.replace(/weight$/, 'bias'), bias);
    } else if (!/\.bn\d+_\d+\./.test(name)) {
      folded.set(name, weight);
    }
  }
  return folded;
}

function statistics(weights: WeightMap, name: string): Float32Array {
  const weight = weights.get(name);
  if (!weight) throw new ModelError(`the weight "${name}" is missing`, name);
  return weight.values;
}

function foldBlock(kernel: Weight, [scale, shift, mean, variance]: readonly Float32Array[]) {
  const channels = kernel.shape[0]!;
  const each = kernel.values.length / channels;
  const values = kernel.values.slice();
  const bias = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const factor = scale![channel]! / Math.sqrt(variance![channel]! + BATCH_NORM_EPSILON);
    bias[channel] = shift![channel]! - mean![channel]! * factor;
    for (let i = channel * each; i < (channel + 1) * each; i++) values[i]! *= factor;
  }
  return { kernel: { shape: kernel.shape, values }, bias: { shape: [channels], values: bias } };
}
