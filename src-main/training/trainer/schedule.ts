import type { TrainOptions } from './options.ts';

/**
 * Step size of Adam at a step: rising over `warmUpSteps`, then by the schedule. `steps` is that of the paper (Objects
 * that Sound, §3.3), `cosine` our own for short runs: the full rate for half of the pairs, then down to 2 % of it.
 * @param pairsPerEpoch the moments that frames are drawn from; each is seen once an epoch on average.
 */
export function learningRateAt(
  options: TrainOptions,
  pairsDone: number,
  step: number,
  pairsPerEpoch: number,
): number {
  const warmUp = options.warmUpSteps > 0 ? Math.min(1, (step + 1) / options.warmUpSteps) : 1;
  if (options.schedule === 'steps') {
    // Objects that Sound, §3.3: −6 % every 16 epochs.
    const epochs = pairsDone / Math.max(1, pairsPerEpoch);
    return options.learningRate * warmUp * 0.94 ** Math.floor(epochs / 16);
  }
  const late = Math.max(0, (pairsDone / options.pairs - 0.5) / 0.5);
  return options.learningRate * warmUp * (0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, late))));
}
