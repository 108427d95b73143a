import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TrainOptions, type TrainRequest, train } from '../../training/index.ts';

/** Steps that are measured; one more comes before them, in which the engine prepares itself. */
const measuredSteps = 3;
/** How often a run by time validates, unless told otherwise. */
const validations = 12;

/**
 * The options of a run that is to learn for some minutes: as many pairs as fit, by the speed of a few steps on
 * the run's own data. What those steps learn is thrown away. An aborted signal rejects with its reason.
 */
export async function fitToTime(
  request: Omit<TrainRequest, 'folder' | 'onProgress'>,
  minutes: number,
  chosen: Readonly<Record<string, unknown>>,
): Promise<TrainOptions> {
  const { options } = request;
  const stepPairs = options.batch * options.accumulate;
  const seconds = await secondsPerStep(request, stepPairs);
  const pairs = Math.max(1, Math.floor((minutes * 60) / seconds)) * stepPairs;
  const every = Math.max(stepPairs, Math.ceil(pairs / validations));
  return {
    ...options,
    pairs,
    validateEvery: 'validateEvery' in chosen ? options.validateEvery : every,
    validationPairs:
      'validationPairs' in chosen
        ? options.validationPairs
        : Math.min(options.validationPairs, Math.max(16, Math.ceil(pairs / 20))),
    checkpointEvery: 'checkpointEvery' in chosen ? options.checkpointEvery : Math.min(2000, every),
  };
}

async function secondsPerStep(
  request: Omit<TrainRequest, 'folder' | 'onProgress'>,
  stepPairs: number,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'earsight-speed-'));
  const reached: number[] = [];
  try {
    await train({
      ...request,
      options: { ...request.options, pairs: stepPairs * (measuredSteps + 1), validationPairs: 2 },
      folder,
      onProgress: ({ state }) => reached.push(state.seconds),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  request.signal?.throwIfAborted();
  return Math.max(1e-3, (reached.at(-1)! - reached[0]!) / (reached.length - 1));
}
