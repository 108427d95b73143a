import { type Job, jobKind } from '../../contract/jobs.ts';
import type { Job as StoredJob } from '../../store/index.ts';

/** A job of the store as clients see it. */
export function toContractJob(job: StoredJob): Job {
  return {
    id: job.id,
    kind: jobKind.parse(job.kind),
    title: job.title,
    state: job.state,
    progress: job.progress,
    secondsLeft: job.secondsLeft,
    message: job.message,
    startedAt: job.startedAt ?? job.createdAt,
    finishedAt: job.finishedAt,
    failure: job.failure,
    result: job.result ?? null,
  };
}
