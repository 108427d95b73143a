import type { TrainOptions } from './options.ts';
import { RequestRefused } from './request-refused.ts';

/** Options that may change when a run is resumed; any other change would make it another run. */
const free: readonly (keyof TrainOptions)[] = [
  'pairs',
  'validateEvery',
  'checkpointEvery',
  'checkpointSeconds',
  'validationPairs',
  'patience',
];

/** Throws `RequestRefused` naming the option by which a run that was asked for differs from the one in its folder. */
export function requireSameRun(saved: TrainOptions, asked: TrainOptions): void {
  for (const name of Object.keys(asked) as (keyof TrainOptions)[]) {
    const [before, now] = [JSON.stringify(saved[name]), JSON.stringify(asked[name])];
    if (free.includes(name) || before === now) continue;
    throw new RequestRefused(
      `the run in this folder has ${name} ${before}, not ${now}; resume it with the same options or choose another folder`,
      name,
      String(before),
    );
  }
}
