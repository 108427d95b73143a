import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';

export type { JobControl, JobRunner, JobWork } from './job-runner.ts';

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
