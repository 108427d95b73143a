import type { Runtime } from '../../engine/index.ts';
import type { Manifest, WeightMap } from '../../networks/index.ts';
import type { TrainingSet } from '../dataset/training-set.ts';
import type { RunState } from './checkpoint.ts';
import type { TrainOptions } from './options.ts';

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
  /** Weights of the validation of least loss, or the last ones where nothing was validated. */
  readonly weights: WeightMap;
  readonly stopped: 'finished' | 'early' | 'cancelled';
  /** Share of the time of the steps taken here that was spent in the engine, 0…1; 0 when none was taken. */
  readonly engineShare: number;
  /** Learning and validation clips, moments to draw from. */
  readonly data: { readonly learning: number; readonly validation: number; readonly moments: number };
}
