import type { JobControl } from '../jobs/index.ts';

/** Progress of a part as progress of the whole. */
export function inSteps(
  control: Pick<JobControl, 'signal' | 'report' | 'gate'>,
  from: number,
  to: number,
): Pick<JobControl, 'signal' | 'report' | 'gate'> {
  return {
    signal: control.signal,
    gate: () => control.gate(),
    report: (share, message) => control.report(share === null ? null : from + share * (to - from), message),
  };
}

/** How long one computes before the event loop turns and a pause or a cancellation can arrive. */
const turnMilliseconds = 50;

/** To be awaited before each of many small steps: now and then it tells how far they are and passes the gate. */
export function inTurns(
  control: Pick<JobControl, 'report' | 'gate'>,
  [from, to]: readonly [number, number],
  what: string,
): (done: number, of: number) => Promise<void> {
  let last = -Infinity;
  return async (done, of) => {
    if (performance.now() - last < turnMilliseconds) return;
    control.report(from + ((to - from) * done) / of, `${what}: ${done} of ${of}`);
    await control.gate();
    last = performance.now();
  };
}
