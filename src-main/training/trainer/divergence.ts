import type { RunState } from './checkpoint.ts';

/** How many times the loss of the first step, and how large at least, a loss is that learning does not come back from. */
const FAR_ABOVE = 10;
const LEAST_START = 1;
/** Steps one after another that must be so far above: a single odd batch is no divergence. */
const STEPS = 8;

/**
 * Notes the loss of one more step and tells whether the run has diverged: for 8 steps running (half of all the run's
 * steps, where it has fewer than 16) the loss was more than 10 times that of the first step, which was taken before
 * anything was learnt, and more than 10. Guessing costs ln 2 by pairs and ln(batch) by contrast, so no run that still
 * learns goes there. What is noted lies in the state, so that a resumed run decides as one that never stopped.
 */
export function hasDiverged(state: RunState, loss: number): boolean {
  // A checkpoint of an older version does not know its first loss.
  state.startLoss ??= state.curve[0]?.loss ?? loss;
  const farAbove = isFarAbove(loss, state.startLoss);
  state.stepsFarAbove = farAbove ? state.stepsFarAbove + 1 : 0;
  const { pairs, batch, accumulate } = state.options;
  const steps = Math.ceil(pairs / (batch * accumulate));
  return state.stepsFarAbove >= Math.min(STEPS, Math.max(1, Math.floor(steps / 2)));
}

/** Whether a loss is one that learning does not come back from. */
export function isFarAbove(loss: number, startLoss: number | null): boolean {
  return loss > FAR_ABOVE * Math.max(LEAST_START, startLoss ?? 0);
}
