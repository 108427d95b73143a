import { initialWeights, type WeightMap } from '../../networks/index.ts';
import { splitByVideo } from '../dataset/training-set.ts';
import { type TrainingGraph, trainingGraph } from '../graph/training-graph.ts';
import { type AdamState, adamState } from '../optimiser/adam.ts';
import { pairSampler, type Sampler } from '../pairs/sampler.ts';
import { type RunState, readCheckpoint } from './checkpoint.ts';
import { type TrainOptions, variesSpectrum } from './options.ts';
import type { TrainRequest } from './request.ts';
import { RequestRefused } from './request-refused.ts';
import { requireSameRun } from './same-run.ts';
import { type RunWeights, runWeights } from './weights.ts';

/** What a run consists of before anything is compiled. */
export interface RunParts {
  readonly built: TrainingGraph;
  readonly learning: Sampler;
  readonly validation: Sampler;
  /** Clips on either side of the split. None held out: validation looks at pairs of the clips learnt from. */
  readonly counts: { readonly learning: number; readonly validation: number };
  readonly weights: RunWeights;
  readonly adam: AdamState;
  readonly state: RunState;
}

/**
 * Builds the graph, splits the videos and takes up the last checkpoint of the run's folder, or the starting
 * weights. Throws `RequestRefused` when the folder holds a run with other options or the starting weights do not fit.
 */
export function prepareRun(request: TrainRequest): RunParts {
  const { set, options, inputs } = request;
  const split = splitByVideo(set.clips, options.validationShare);
  const { seed, sampling, misalignmentSeconds } = options;
  const held = split.validation.length > 0 ? split.validation : split.learning;
  const built = trainingGraph({
    ...options,
    samples: Math.round(options.soundSeconds * 48_000),
    spectral: variesSpectrum(options),
    image: inputs.image,
    sound: inputs.sound,
  });
  const saved = readCheckpoint(request.folder, 'last');
  if (saved) requireSameRun(saved.state.options, options);
  const weights = saved?.weights ?? runWeights(built.declarations, startingWeights(request, built));
  return {
    built,
    learning: pairSampler(set.clips, split.learning, { seed, sampling, misalignmentSeconds }),
    validation: pairSampler(set.clips, held, { seed: seed + 1, sampling: 'safe', misalignmentSeconds }),
    counts: { learning: split.learning.length, validation: split.validation.length },
    weights,
    adam: saved?.adam ?? adamState(weights.learnt),
    state: saved ? { ...saved.state, options } : freshState(options),
  };
}

/** A run that has not begun. */
export function freshState(options: TrainOptions): RunState {
  return {
    format: 1,
    options,
    pairs: 0,
    step: 0,
    seconds: 0,
    recentLoss: 0,
    best: null,
    validationsWithoutGain: 0,
    validationDue: false,
    startLoss: null,
    stepsFarAbove: 0,
    curve: [],
  };
}

function startingWeights({ options, start }: TrainRequest, built: TrainingGraph): WeightMap {
  const weights = new Map(initialWeights(built.declarations, options.seed));
  for (const [name, weight] of start ?? []) {
    const own = weights.get(name);
    if (!own) continue;
    if (own.values.length !== weight.values.length) {
      throw new RequestRefused(
        `"${name}" of the starting model has ${weight.values.length} values; this network at width ${options.width} needs ${own.values.length}`,
        'init',
        'a model of the same width whose network shares its layers',
      );
    }
    weights.set(name, { shape: own.shape, values: weight.values });
  }
  return weights;
}
