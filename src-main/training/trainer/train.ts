import type { Executable, Runtime } from '../../engine/index.ts';
import { initialWeights, type Manifest, type WeightMap } from '../../networks/index.ts';
import { splitByVideo, type TrainingSet } from '../dataset/training-set.ts';
import { type TrainingGraph, trainingGraph } from '../graph/training-graph.ts';
import { type AdamState, adamState, adamStep, defaultAdam } from '../optimiser/adam.ts';
import { pairSampler, type Sampler } from '../pairs/sampler.ts';
import { type Batch, readBatch } from './batches.ts';
import { type RunState, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { GradientSum } from './gradients.ts';
import { type TrainOptions, variesSpectrum } from './options.ts';
import { learningRateAt } from './schedule.ts';
import { makeValidator, type Validator } from './validate.ts';
import { asWeightMap, type RunWeights, runWeights, updateStatistics } from './weights.ts';

/** A run that cannot go on; the reason is for the person who started it. */
export class TrainingStopped extends Error {
  readonly code = 'engine-failed';
}

/** What a run reports as it goes. */
export interface TrainProgress {
  readonly state: RunState;
  readonly pairsPerSecond: number;
  readonly secondsLeft: number;
  /** Share of the time spent in the engine, 0…1. */
  readonly engineShare: number;
}

export interface TrainRequest {
  readonly set: TrainingSet;
  readonly options: TrainOptions;
  readonly inputs: Pick<Manifest, 'image' | 'sound'>;
  readonly runtime: Runtime;
  /** Folder for the checkpoints `last` and `best`; an earlier run's `last` is resumed. */
  readonly folder: string;
  /** Starting weights by name, where fine-tuning from another model; shapes that do not fit are an error. */
  readonly start?: WeightMap;
  readonly signal?: AbortSignal;
  /** Awaited between steps: where a pause stands still. A rejection ends the run like an abort. */
  readonly between?: () => Promise<void>;
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface TrainResult {
  readonly state: RunState;
  /** Weights of the best validation, or the last ones where nothing was validated. */
  readonly weights: WeightMap;
  readonly stopped: 'finished' | 'early' | 'cancelled';
  /** Learning and validation clips, moments to draw from. */
  readonly data: { readonly learning: number; readonly validation: number; readonly moments: number };
}

/**
 * Trains a network (Objects that Sound, §3.3): draws pairs, runs the graph, steps Adam, validates on videos
 * it does not learn from, and keeps the last and the best checkpoint. Every batch is drawn from its number and
 * the seed, so on the CPU a resumed run is bit for bit the run that was never interrupted.
 *
 * Throws `TrainingStopped` when loss or gradients stop being finite. Aborting the signal writes a checkpoint
 * and returns with `stopped: 'cancelled'`.
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  const run = await openRun(request);
  try {
    const stopped = await run.loop();
    return { ...run.result(), stopped };
  } finally {
    await run.close();
  }
}

async function openRun(request: TrainRequest): Promise<Run> {
  const { set, options, runtime, inputs } = request;
  const split = splitByVideo(set.clips, options.validationShare);
  const sampling = {
    seed: options.seed,
    sampling: options.sampling,
    misalignmentSeconds: options.misalignmentSeconds,
  };
  const learning = pairSampler(set.clips, split.learning, sampling);
  const held = split.validation.length >= 2 ? split.validation : split.learning;
  const validation = pairSampler(set.clips, held, { ...sampling, sampling: 'safe', seed: options.seed + 1 });
  const built = trainingGraph({
    ...options,
    samples: Math.round(options.soundSeconds * 48_000),
    spectral: variesSpectrum(options),
    image: inputs.image,
    sound: inputs.sound,
  });
  const executable = await runtime.compile(built.graph);
  const validator = await makeValidator(set, validation, options, inputs, runtime);
  return new Run(request, built, executable, validator, learning, split.learning.length, held.length);
}

class Run {
  readonly #request: TrainRequest;
  readonly #built: TrainingGraph;
  readonly #executable: Executable;
  readonly #validator: Validator;
  readonly #sampler: Sampler;
  readonly #counts: { readonly learning: number; readonly validation: number };
  readonly #gradients = new GradientSum();
  #weights: RunWeights;
  #adam: AdamState;
  #state: RunState;
  #engineSeconds = 0;
  #seconds = 0;
  #pairsHere = 0;

  constructor(
    request: TrainRequest,
    built: TrainingGraph,
    executable: Executable,
    validator: Validator,
    sampler: Sampler,
    learning: number,
    validation: number,
  ) {
    this.#request = request;
    this.#built = built;
    this.#executable = executable;
    this.#validator = validator;
    this.#sampler = sampler;
    this.#counts = { learning, validation };
    const { options } = request;
    const saved = readCheckpoint(request.folder, 'last');
    if (saved) requireSameRun(saved.state.options, options);
    this.#weights = saved?.weights ?? runWeights(built.declarations, startingWeights(request, built));
    this.#adam = saved?.adam ?? adamState(this.#weights.learnt);
    this.#state = saved
      ? { ...saved.state, options }
      : {
          format: 1,
          options,
          pairs: 0,
          step: 0,
          seconds: 0,
          recentLoss: 0,
          best: null,
          validationsWithoutGain: 0,
          curve: [],
        };
  }

  async loop(): Promise<TrainResult['stopped']> {
    const { options, signal, onProgress } = this.#request;
    const stepPairs = options.batch * options.accumulate;
    while (this.#state.pairs < options.pairs) {
      if (signal?.aborted) {
        this.#checkpoint('last');
        return 'cancelled';
      }
      const before = performance.now();
      await this.#step();
      const took = (performance.now() - before) / 1000;
      const { pairs } = this.#state;
      this.#seconds += took;
      this.#pairsHere += stepPairs;
      this.#state.seconds += took;
      const crossed = (every: number) => Math.floor(pairs / every) > Math.floor((pairs - stepPairs) / every);
      if (crossed(options.validateEvery) || pairs >= options.pairs) await this.#validate();
      else if (crossed(Math.max(stepPairs, Math.ceil(options.validateEvery / 10)))) this.#addPoint({});
      if (crossed(options.checkpointEvery) || pairs >= options.pairs) this.#checkpoint('last');
      onProgress?.(this.#progress());
      if (options.patience > 0 && this.#state.validationsWithoutGain >= options.patience) {
        this.#checkpoint('last');
        return 'early';
      }
      await this.#letMessagesIn();
    }
    return 'finished';
  }

  /** The engine blocks this thread while it runs; a pause or an abort arrives here. */
  async #letMessagesIn(): Promise<void> {
    const { between, signal } = this.#request;
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await between?.();
    } catch (error) {
      // An abort is seen at the top of the loop, which writes a checkpoint first.
      if (!signal?.aborted) throw error;
    }
  }

  async #step(): Promise<void> {
    const { options } = this.#request;
    let loss = 0;
    for (let part = 0; part < options.accumulate; part++) {
      const index = this.#state.step * options.accumulate + part;
      const results = await this.#run(this.#batch(index));
      loss += results.loss![0]! / options.accumulate;
      this.#gradients.add(results);
      updateStatistics(this.#weights, this.#built.statistics, results);
    }
    const { gradients, norm } = this.#gradients.take(options.clipNorm);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw new TrainingStopped(
        `the loss stopped being a number after ${this.#state.pairs} pairs; resume from the best checkpoint with a lower --learning-rate than ${options.learningRate}`,
      );
    }
    const rate = learningRateAt(options, this.#state.pairs, this.#state.step, this.#sampler.moments);
    const decays = (name: string) => /(conv|fc)[^/]*\.weight$/.test(name);
    adamStep(this.#weights.learnt, gradients, this.#adam, rate, decays, {
      ...defaultAdam,
      weightDecay: options.weightDecay,
    });
    this.#state.step++;
    this.#state.pairs += options.batch * options.accumulate;
    this.#state.recentLoss = this.#state.step === 1 ? loss : 0.98 * this.#state.recentLoss + 0.02 * loss;
  }

  #batch(index: number): Batch {
    const { options, set } = this.#request;
    const pairs =
      options.objective === 'contrastive'
        ? this.#sampler.matchingPairs(index, options.batch, options.perVideo).slice(0, options.batch)
        : Array.from({ length: options.batch }, (_, i) =>
            this.#sampler.pair(index * options.batch + i, i % 2 === 0 ? 1 : 0),
          );
    return readBatch(set, pairs, index, {
      imageSize: options.imageSize,
      samples: Math.round(options.soundSeconds * 48_000),
      picture: options.augmentation,
      sound: options.augmentation,
      seed: options.seed,
    });
  }

  async #run(batch: Batch): Promise<Record<string, Float32Array>> {
    const feeds = { ...Object.fromEntries(this.#weights.learnt), ...batch };
    const before = performance.now();
    const results = await this.#executable.run(feeds);
    this.#engineSeconds += (performance.now() - before) / 1000;
    return results;
  }

  async #validate(): Promise<void> {
    const validation = await this.#validator.validate(
      asWeightMap(this.#built.declarations, this.#weights),
      this.#request.signal,
    );
    this.#addPoint({ avcAccuracy: validation.avcAccuracy, validationLoss: validation.loss });
    const improved = !this.#state.best || validation.avcAccuracy > this.#state.best.avcAccuracy;
    this.#state.validationsWithoutGain = improved ? 0 : this.#state.validationsWithoutGain + 1;
    if (!improved) return;
    this.#state.best = { avcAccuracy: validation.avcAccuracy, pairs: this.#state.pairs };
    this.#checkpoint('best');
  }

  #addPoint(measured: { avcAccuracy?: number; validationLoss?: number }): void {
    const { pairs, seconds, recentLoss } = this.#state;
    this.#state.curve.push({ pairs, seconds, loss: recentLoss, ...measured });
  }

  #checkpoint(name: 'last' | 'best'): void {
    writeCheckpoint(this.#request.folder, name, this.#state, this.#weights, this.#adam);
  }

  #progress(): TrainProgress {
    const pairsPerSecond = this.#pairsHere / Math.max(1e-9, this.#seconds);
    return {
      state: this.#state,
      pairsPerSecond,
      secondsLeft: (this.#request.options.pairs - this.#state.pairs) / pairsPerSecond,
      engineShare: this.#engineSeconds / Math.max(1e-9, this.#seconds),
    };
  }

  result(): Omit<TrainResult, 'stopped'> {
    const best = readCheckpoint(this.#request.folder, 'best');
    const weights = asWeightMap(this.#built.declarations, best?.weights ?? this.#weights);
    return { state: this.#state, weights, data: { ...this.#counts, moments: this.#sampler.moments } };
  }

  async close(): Promise<void> {
    await this.#executable.release();
    await this.#validator.release();
  }
}

/** Options that may change when a run is resumed; any other change would make it another run. */
const free: readonly (keyof TrainOptions)[] = [
  'pairs',
  'validateEvery',
  'checkpointEvery',
  'validationPairs',
  'patience',
];

function requireSameRun(saved: TrainOptions, asked: TrainOptions): void {
  for (const name of Object.keys(asked) as (keyof TrainOptions)[]) {
    const [before, now] = [JSON.stringify(saved[name]), JSON.stringify(asked[name])];
    if (free.includes(name) || before === now) continue;
    throw new TrainingStopped(
      `the run in this folder has ${name} ${before}, not ${now}; resume it with the same options or choose another folder`,
    );
  }
}

function startingWeights({ options, start }: TrainRequest, built: TrainingGraph): WeightMap {
  const weights = new Map(initialWeights(built.declarations, options.seed));
  for (const [name, weight] of start ?? []) {
    const own = weights.get(name);
    if (!own) continue;
    if (own.values.length !== weight.values.length) {
      throw new TrainingStopped(
        `"${name}" of the starting model has ${weight.values.length} values; this network at width ${options.width} needs ${own.values.length}`,
      );
    }
    weights.set(name, { shape: own.shape, values: weight.values });
  }
  return weights;
}
