import type { TrainResult } from './request.ts';

/** What a run that diverged still gives: the weights of its best validation before that. */
export interface LastGood extends Omit<TrainResult, 'stopped'> {
  readonly stopped: 'diverged';
}

/** A run that cannot go on; the reason is for the person who started it. */
export class TrainingStopped extends Error {
  readonly code = 'engine-failed';
  /** Null where nothing was validated while the loss was still in bounds. */
  readonly lastGood: LastGood | null;

  constructor(message: string, lastGood: LastGood | null = null) {
    super(message);
    this.lastGood = lastGood;
  }
}
