import { closeGraph, type Graph, op, type Tensor } from '../../engine/index.ts';
import { defaultAdam } from '../optimiser/adam.ts';
import { decays } from '../optimiser/decays.ts';
import type { TrainingGraph } from './training-graph.ts';

/** Share of the newest batch in the running statistics. */
export const STATISTICS_MOMENTUM = 0.1;

/** What a step with the update inside is set to. */
export interface UpdateOptions {
  readonly weightDecay: number;
  readonly clipNorm: number;
}

/**
 * A training graph with Adam inside, for devices on which weights and moments stay: besides the inputs of the
 * training graph it takes `rate`, `correction1` and `correction2` ([1] each, Adam's step size and bias
 * corrections); every weight NAME, its moments `first.NAME` and `second.NAME`, and every running statistic
 * move on to `next.…`. Outputs `loss` [] and `norm` [] (length of all gradients together) come back.
 */
export function updateGraph(built: TrainingGraph, options: UpdateOptions): Graph {
  const { outputs, parameters } = built.graph;
  const rate = op.reshapeTo(op.input('rate', [1]), []);
  const corrections = [
    op.reshapeTo(op.input('correction1', [1]), []),
    op.reshapeTo(op.input('correction2', [1]), []),
  ];
  const gradients = new Map([...parameters.keys()].map((name) => [name, outputs[`gradient.${name}`]!]));
  const squares = [...gradients.values()].map((gradient) => op.reduceSum(op.square(gradient)));
  const norm = op.sqrt(squares.reduce((sum, square) => op.add(sum, square)));
  const shorten = options.clipNorm > 0 ? op.atMost(op.divide(options.clipNorm, norm), 1) : op.scalar(1);
  const next: Record<string, Tensor> = { loss: outputs.loss!, norm };
  for (const [name, weight] of parameters) {
    const decay = decays(name) ? options.weightDecay : 0;
    const shortened = op.multiply(gradients.get(name)!, shorten);
    const slope = decay > 0 ? op.add(shortened, op.multiply(weight, decay)) : shortened;
    Object.assign(next, adamUpdate(name, weight, slope, rate, corrections as [Tensor, Tensor]));
  }
  for (const { name, count } of built.statistics) {
    Object.assign(next, blend(`${name}.running_mean`, outputs[`mean.${name}`]!, 1));
    Object.assign(
      next,
      blend(`${name}.running_var`, outputs[`variance.${name}`]!, count / Math.max(1, count - 1)),
    );
  }
  return closeGraph(next);
}

/** Adam (Kingma & Ba 2015) for one weight. */
function adamUpdate(
  name: string,
  weight: Tensor,
  slope: Tensor,
  rate: Tensor,
  [correction1, correction2]: readonly [Tensor, Tensor],
): Record<string, Tensor> {
  const { beta1, beta2, epsilon } = defaultAdam;
  const mean = op.add(
    op.multiply(op.parameter(`first.${name}`, weight.shape), beta1),
    op.multiply(slope, 1 - beta1),
  );
  const spread = op.add(
    op.multiply(op.parameter(`second.${name}`, weight.shape), beta2),
    op.multiply(op.square(slope), 1 - beta2),
  );
  const size = op.add(op.sqrt(op.multiply(spread, correction2)), epsilon);
  const step = op.divide(op.multiply(op.multiply(mean, correction1), rate), size);
  return {
    [`next.${name}`]: op.subtract(weight, step),
    [`next.first.${name}`]: mean,
    [`next.second.${name}`]: spread,
  };
}

function blend(name: string, newest: Tensor, factor: number): Record<string, Tensor> {
  const running = op.parameter(name, newest.shape);
  const moved = op.multiply(op.subtract(op.multiply(newest, factor), running), STATISTICS_MOMENTUM);
  return { [`next.${name}`]: op.add(running, moved) };
}
