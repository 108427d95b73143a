import type { WeightDeclaration, WeightMap } from '../../networks/index.ts';
import { STATISTICS_MOMENTUM } from '../graph/update-graph.ts';

/** All weights of a run, learnt and measured, as typed arrays that change in place. */
export interface RunWeights {
  readonly learnt: Map<string, Float32Array>;
  /** Running means and variances of the batch norms. */
  readonly measured: Map<string, Float32Array>;
}

/** Splits starting weights into what is learnt and what is measured, as copies. */
export function runWeights(declarations: readonly WeightDeclaration[], start: WeightMap): RunWeights {
  const learnt = new Map<string, Float32Array>();
  const measured = new Map<string, Float32Array>();
  for (const { name, learnt: isLearnt } of declarations) {
    (isLearnt ? learnt : measured).set(name, start.get(name)!.values.slice());
  }
  return { learnt, measured };
}

/** The weights as a model stores them. */
export function asWeightMap(declarations: readonly WeightDeclaration[], weights: RunWeights): WeightMap {
  return new Map(
    declarations.map(({ name, shape, learnt }) => [
      name,
      { shape, values: (learnt ? weights.learnt : weights.measured).get(name)! },
    ]),
  );
}

/**
 * Moves the running statistics of every batch norm towards those of a batch. The variance is corrected to
 * that of a sample (n / (n − 1)), as the usual implementations do.
 */
export function updateStatistics(
  weights: RunWeights,
  statistics: readonly { readonly name: string; readonly count: number }[],
  results: Readonly<Record<string, Float32Array>>,
): void {
  for (const { name, count } of statistics) {
    blend(weights.measured.get(`${name}.running_mean`)!, results[`mean.${name}`]!, 1);
    blend(
      weights.measured.get(`${name}.running_var`)!,
      results[`variance.${name}`]!,
      count / Math.max(1, count - 1),
    );
  }
}

function blend(running: Float32Array, newest: Float32Array, factor: number): void {
  for (let i = 0; i < running.length; i++)
    running[i]! += STATISTICS_MOMENTUM * (newest[i]! * factor - running[i]!);
}
