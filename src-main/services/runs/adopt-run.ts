import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainRequest } from '../../contract/runs.ts';
import type { Run } from '../../store/index.ts';
import type { TrainOptions } from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import { isOver, type RunConfig, toItem } from './run-item.ts';

/**
 * The run that a new start in a model folder goes on with, or null where one begins: the newest in that folder that is
 * not over (its process was killed, or it waits) or has checkpoints to resume. Its jobs that still wait are cancelled:
 * the new start does their work, and opening the window must not train a second time. The folder's lock is free.
 */
export function adoptRun(context: ServiceContext, modelFolder: string): Run | null {
  const { runs, jobs } = context.session.current().store;
  jobs.recover();
  const here = runs.list().filter((run) => run.modelFolder === modelFolder);
  const resumable =
    existsSync(join(modelFolder, 'run', 'last')) || existsSync(join(modelFolder, 'run', 'last.old'));
  const adopted = here.find((run) => resumable || !isOver(toItem(context, run))) ?? null;
  for (const { id, jobId } of here) {
    const waits =
      jobId !== null && jobs.list({ states: ['queued', 'paused'] }).some((job) => job.id === jobId);
    if (waits) context.jobs.cancel(jobId);
    const { state } = runs.get(id);
    // What a killed process left as running and is not gone on with, will never say how it ended.
    if (id !== adopted?.id && (state === 'running' || state === 'paused'))
      runs.update(id, { state: 'stopped' });
  }
  return adopted;
}

/** How a run's row keeps what it was asked for; a run by time keeps the pairs that an earlier start has measured. */
export function configOf(request: TrainRequest, options: TrainOptions, before: unknown): RunConfig {
  if (request.minutes === undefined) return { request, options, measured: true };
  const earlier = before as RunConfig | undefined;
  if (!earlier?.measured || earlier.request.minutes !== request.minutes) {
    return { request, options, measured: false };
  }
  const { pairs, validateEvery, validationPairs, checkpointEvery } = earlier.options;
  return {
    request,
    options: { ...options, pairs, validateEvery, validationPairs, checkpointEvery },
    measured: true,
  };
}
