import type { Handlers } from '../../contract/contract.ts';
import { EarsightError, type ErrorData, errorData } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { ServiceContext } from '../context.ts';

export type { JobControl, JobRunner, JobWork } from './job-runner.ts';
export { estimateProgress, type ProgressEstimate } from './progress-estimate.ts';

/** `jobs.list`, `jobs.pause`, `jobs.resume` and `jobs.cancel`. */
export function jobHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'jobs.list': () => context.jobs.list(),
    'jobs.pause': ({ job }) => {
      context.jobs.pause(job);
      return {};
    },
    'jobs.resume': ({ job }) => {
      context.jobs.resume(job);
      return {};
    },
    'jobs.cancel': ({ job }) => {
      context.jobs.cancel(job);
      return {};
    },
  };
}

/**
 * Waits for a job that this process started, cancelling it when the signal is aborted. Throws `cancelled`, or
 * the job's own failure.
 */
export async function finishJob(context: ServiceContext, id: string, signal: AbortSignal): Promise<Job> {
  const cancel = (): void => {
    try {
      context.jobs.cancel(id);
    } catch {
      // It has ended meanwhile: the wait below tells how.
    }
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const job = await context.jobs.ended(id);
    if (job.state === 'cancelled') throw new EarsightError('cancelled', 'Stopped; what was done is kept.');
    if (job.failure) throw EarsightError.fromData(failureData(job.failure));
    return job;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function failureData({ code, reason, field, allowed }: NonNullable<Job['failure']>): ErrorData {
  const known = errorData.shape.code.safeParse(code);
  return { code: known.success ? known.data : 'internal', message: reason, field, allowed };
}
