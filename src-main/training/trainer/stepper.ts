import {
  compileResident,
  type Executable,
  type Provider,
  type ResidentExecutable,
  type Runtime,
} from '../../engine/index.ts';
import type { TrainingGraph } from '../graph/training-graph.ts';
import { updateGraph } from '../graph/update-graph.ts';
import { type AdamState, adamStep, defaultAdam } from '../optimiser/adam.ts';
import { decays } from '../optimiser/decays.ts';
import type { Batch } from './batches.ts';
import { GradientSum } from './gradients.ts';
import type { TrainOptions } from './options.ts';
import { type RunWeights, updateStatistics } from './weights.ts';

/** What one step of the optimiser gave. Neither is finite once a run has diverged. */
export interface StepResult {
  readonly loss: number;
  /** Length of all gradients together, before shortening. */
  readonly norm: number;
  /** Time spent in the engine. */
  readonly engineSeconds: number;
}

/** Moves the weights: from one checkpoint's state to the next. */
export interface Stepper {
  step(batches: AsyncIterable<Batch>, rate: number): Promise<StepResult>;
  /** Brings weights and moments up to date where they are kept elsewhere. */
  collect(): Promise<void>;
  release(): Promise<void>;
}

export interface StepperRequest {
  readonly runtime: Runtime;
  readonly built: TrainingGraph;
  readonly options: TrainOptions;
  /** Changed in place by every step, or by `collect`. */
  readonly weights: RunWeights;
  readonly adam: AdamState;
}

/**
 * The stepper for a runtime. On WebGPU weights and moments stay on the device, unless gradients of several
 * runs are to be averaged; elsewhere gradients come back and Adam runs in place over typed arrays.
 */
export async function makeStepper(request: StepperRequest): Promise<Stepper> {
  const { runtime, built, options } = request;
  if (runtime.name === 'onnxruntime' && runtime.provider === 'webgpu' && options.accumulate === 1) {
    const executable = await compileResident(updateGraph(built, options), runtime.provider as Provider);
    return deviceStepper(request, executable);
  }
  return hostStepper(request, await runtime.compile(built.graph));
}

function hostStepper({ built, options, weights, adam }: StepperRequest, executable: Executable): Stepper {
  const sum = new GradientSum();
  return {
    step: async (batches, rate) => {
      let [loss, engineSeconds] = [0, 0];
      for await (const batch of batches) {
        const before = performance.now();
        const results = await executable.run({ ...Object.fromEntries(weights.learnt), ...batch });
        engineSeconds += (performance.now() - before) / 1000;
        loss += results.loss![0]! / options.accumulate;
        sum.add(results);
        updateStatistics(weights, built.statistics, results);
      }
      const { gradients, norm } = sum.take(options.clipNorm);
      if (Number.isFinite(norm)) {
        const settings = { ...defaultAdam, weightDecay: options.weightDecay };
        adamStep(weights.learnt, gradients, adam, rate, decays, settings);
      }
      return { loss, norm, engineSeconds };
    },
    collect: async () => {},
    release: () => executable.release(),
  };
}

/** Exported for its test, which runs it on the CPU provider too. */
export function deviceStepper({ weights, adam }: StepperRequest, executable: ResidentExecutable): Stepper {
  executable.load(
    new Map([
      ...weights.learnt,
      ...weights.measured,
      ...[...adam.first].map(([name, values]) => [`first.${name}`, values] as const),
      ...[...adam.second].map(([name, values]) => [`second.${name}`, values] as const),
    ]),
  );
  return {
    step: async (batches, rate) => {
      adam.step++;
      let result: StepResult = { loss: 0, norm: 0, engineSeconds: 0 };
      for await (const batch of batches) {
        const before = performance.now();
        const { loss, norm } = await executable.run({
          ...batch,
          rate: Float32Array.of(rate),
          correction1: Float32Array.of(1 / (1 - defaultAdam.beta1 ** adam.step)),
          correction2: Float32Array.of(1 / (1 - defaultAdam.beta2 ** adam.step)),
        });
        result = { loss: loss![0]!, norm: norm![0]!, engineSeconds: (performance.now() - before) / 1000 };
      }
      return result;
    },
    collect: async () => {
      const state = await executable.read();
      const fill = (group: ReadonlyMap<string, Float32Array>, prefix: string) => {
        for (const [name, values] of group) values.set(state.get(prefix + name)!);
      };
      fill(weights.learnt, '');
      fill(weights.measured, '');
      fill(adam.first, 'first.');
      fill(adam.second, 'second.');
    },
    release: () => executable.release(),
  };
}
