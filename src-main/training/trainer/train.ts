import { type FlowPreparer, flowPreparer, type WeightMap } from '../../networks/index.ts';
import { type Batch, readBatch, withFlow } from './batches.ts';
import { plattScaling, withScaledOdds } from './calibrate.ts';
import { type RunState, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { hasDiverged, isFarAbove } from './divergence.ts';
import type { TrainProgress, TrainRequest, TrainResult } from './request.ts';
import { prepareRun, type RunParts } from './run-parts.ts';
import { learningRateAt } from './schedule.ts';
import { makeStepper, type Stepper } from './stepper.ts';
import { type LastGood, TrainingStopped } from './training-stopped.ts';
import { makeValidator, type Validation, type Validator } from './validate.ts';
import { asWeightMap } from './weights.ts';

/**
 * Trains a network (Objects that Sound, §3.3): draws pairs, runs the graph, steps Adam, validates on videos
 * it does not learn from, and keeps the last and the best checkpoint. Every batch is drawn from its number and
 * the seed, so on the CPU a resumed run is bit for bit the run that was never interrupted.
 *
 * Throws `TrainingStopped` when loss or gradients stop being finite, or the loss stays far above where it began
 * (`hasDiverged`); with it the weights of the best validation before that. Aborting the signal writes a checkpoint and
 * returns with `stopped: 'cancelled'`.
 */
export async function train(request: TrainRequest): Promise<TrainResult> {
  const run = await openRun(request);
  try {
    const stopped = await run.loop();
    return { ...(await run.result()), stopped };
  } catch (error) {
    throw error instanceof TrainingStopped ? new TrainingStopped(error.message, await run.lastGood()) : error;
  } finally {
    await run.close();
  }
}

async function openRun(request: TrainRequest): Promise<Run> {
  const { set, options, runtime, inputs } = request;
  const parts = prepareRun(request);
  const { built, weights, adam, validation } = parts;
  const stepper = await makeStepper({ runtime, built, options, weights, adam });
  const flow = options.network === 'ave-of' ? await flowPreparer(runtime, options.imageSize) : null;
  const validator = await makeValidator({ set, sampler: validation, options, inputs, runtime, flow });
  return new Run(request, parts, stepper, validator, flow);
}

class Run {
  readonly #request: TrainRequest;
  readonly #parts: RunParts;
  readonly #stepper: Stepper;
  readonly #validator: Validator;
  readonly #flow: FlowPreparer | null;
  #engineSeconds = 0;
  #seconds = 0;
  #pairsHere = 0;
  #checkpointAt = performance.now();

  constructor(
    request: TrainRequest,
    parts: RunParts,
    stepper: Stepper,
    validator: Validator,
    flow: FlowPreparer | null,
  ) {
    this.#flow = flow;
    this.#request = request;
    this.#parts = parts;
    this.#stepper = stepper;
    this.#validator = validator;
  }

  get #state(): RunState {
    return this.#parts.state;
  }

  async loop(): Promise<TrainResult['stopped']> {
    const { options, signal, onProgress } = this.#request;
    const stepPairs = options.batch * options.accumulate;
    if (this.#state.validationDue && !(await this.#validate())) return this.#stop('cancelled');
    while (this.#state.pairs < options.pairs) {
      if (signal?.aborted) return this.#stop('cancelled');
      if (options.patience > 0 && this.#state.validationsWithoutGain >= options.patience)
        return this.#stop('early');
      const before = performance.now();
      await this.#step();
      const took = (performance.now() - before) / 1000;
      const { pairs } = this.#state;
      this.#seconds += took;
      this.#pairsHere += stepPairs;
      this.#state.seconds += took;
      const crossed = (every: number) => Math.floor(pairs / every) > Math.floor((pairs - stepPairs) / every);
      if (crossed(options.validateEvery) || pairs >= options.pairs) {
        if (!(await this.#validate())) return this.#stop('cancelled');
      } else if (crossed(Math.max(stepPairs, Math.ceil(options.validateEvery / 10)))) this.#addPoint({});
      if (crossed(options.checkpointEvery) || pairs >= options.pairs || this.#checkpointIsOld())
        await this.#checkpoint('last');
      onProgress?.(this.#progress());
      await this.#letMessagesIn();
    }
    return 'finished';
  }

  async #stop(how: 'cancelled' | 'early'): Promise<TrainResult['stopped']> {
    await this.#checkpoint('last');
    return how;
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
    const state = this.#state;
    const rate = learningRateAt(options, state.pairs, state.step, this.#parts.learning.moments);
    const { loss, norm, engineSeconds } = await this.#stepper.step(this.#batches(), rate);
    this.#engineSeconds += engineSeconds;
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) {
      throw this.#stopped('the loss stopped being a number');
    }
    if (hasDiverged(state, loss)) {
      throw this.#stopped(
        `the loss has grown from ${state.startLoss!.toPrecision(3)} to ${loss.toPrecision(3)} and does not come back`,
      );
    }
    state.step++;
    state.pairs += options.batch * options.accumulate;
    state.recentLoss = state.step === 1 ? loss : 0.98 * state.recentLoss + 0.02 * loss;
  }

  #stopped(what: string): TrainingStopped {
    const { pairs, options } = this.#state;
    return new TrainingStopped(
      `${what} after ${pairs} pairs; start again in another folder with a learning rate below ${options.learningRate}`,
    );
  }

  async *#batches(): AsyncIterable<Batch> {
    const { accumulate } = this.#request.options;
    for (let part = 0; part < accumulate; part++) {
      yield await withFlow(this.#batch(this.#state.step * accumulate + part), this.#flow);
    }
  }

  #batch(index: number): Batch {
    const { options, set } = this.#request;
    const pairs =
      options.objective === 'contrastive'
        ? this.#parts.learning.matchingPairs(index, options.batch, options.perVideo).slice(0, options.batch)
        : Array.from({ length: options.batch }, (_, i) =>
            this.#parts.learning.pair(index * options.batch + i, i % 2 === 0 ? 1 : 0),
          );
    return readBatch(set, pairs, index, {
      imageSize: options.imageSize,
      samples: Math.round(options.soundSeconds * 48_000),
      picture: options.augmentation,
      sound: options.augmentation,
      seed: options.seed,
    });
  }

  /** False when the signal aborts it; it is then due when the run goes on. */
  async #validate(): Promise<boolean> {
    await this.#stepper.collect();
    const { built, weights } = this.#parts;
    const { signal } = this.#request;
    this.#state.validationDue = true;
    let validation: Validation;
    try {
      validation = await this.#validator.validate(asWeightMap(built.declarations, weights), signal);
    } catch (error) {
      if (signal?.aborted) return false;
      throw error;
    }
    this.#state.validationDue = false;
    this.#addPoint({ avcAccuracy: validation.avcAccuracy, validationLoss: validation.loss });
    // By the loss: the accuracy of a few hundred pairs moves by chance as much as by what was learnt.
    const improved = validation.loss < (this.#state.best?.loss ?? Number.POSITIVE_INFINITY);
    this.#state.validationsWithoutGain = improved ? 0 : this.#state.validationsWithoutGain + 1;
    if (improved) {
      const { avcAccuracy, loss } = validation;
      this.#state.best = { avcAccuracy, loss, pairs: this.#state.pairs };
      await this.#checkpoint('best');
    }
    return true;
  }

  #addPoint(measured: { avcAccuracy?: number; validationLoss?: number }): void {
    const { pairs, seconds, recentLoss } = this.#state;
    this.#state.curve.push({ pairs, seconds, loss: recentLoss, ...measured });
  }

  async #checkpoint(name: 'last' | 'best'): Promise<void> {
    await this.#stepper.collect();
    const { state, weights, adam } = this.#parts;
    writeCheckpoint(this.#request.folder, name, state, weights, adam);
    if (name === 'last') this.#checkpointAt = performance.now();
  }

  #checkpointIsOld(): boolean {
    return performance.now() - this.#checkpointAt >= this.#request.options.checkpointSeconds * 1000;
  }

  #progress(): TrainProgress {
    const pairsPerSecond = this.#pairsHere / Math.max(1e-9, this.#seconds);
    return {
      state: this.#state,
      pairsPerSecond,
      secondsLeft: (this.#request.options.pairs - this.#state.pairs) / pairsPerSecond,
      engineShare: this.#engineShare,
    };
  }

  get #engineShare(): number {
    return this.#engineSeconds / Math.max(1e-9, this.#seconds);
  }

  async result(): Promise<Omit<TrainResult, 'stopped'>> {
    const { built, weights, state, learning, counts } = this.#parts;
    const best = readCheckpoint(this.#request.folder, 'best');
    return {
      state,
      weights: await this.#calibrated(asWeightMap(built.declarations, best?.weights ?? weights)),
      data: { ...counts, moments: learning.moments },
      engineShare: this.#engineShare,
    };
  }

  /** What is left of a run that has diverged; null where nothing was validated before that. */
  async lastGood(): Promise<LastGood | null> {
    const { best, startLoss } = this.#state;
    if (best === null || isFarAbove(best.loss ?? 0, startLoss)) return null;
    return { ...(await this.result()), stopped: 'diverged' };
  }

  /**
   * A contrastive run compares pairs within its batches and says little of one pair by itself: its log-odds are
   * fitted to the validation pairs in the end.
   */
  async #calibrated(weights: WeightMap): Promise<WeightMap> {
    const { options, signal } = this.#request;
    if (options.objective !== 'contrastive' || options.calibration === 0 || signal?.aborted) return weights;
    const { odds } = await this.#validator.validate(weights);
    return withScaledOdds(weights, options.network, plattScaling(odds));
  }

  async close(): Promise<void> {
    await this.#stepper.release();
    await this.#validator.release();
    await this.#flow?.release();
  }
}
