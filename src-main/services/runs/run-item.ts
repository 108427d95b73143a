import { z } from 'zod';
import type { RunItem, TrainRequest } from '../../contract/runs.ts';
import type { Job, Run } from '../../store/index.ts';
import type { TrainOptions, TrainProgress } from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';

/** What a run's row keeps of how it was asked for. */
export interface RunConfig {
  readonly request: TrainRequest;
  readonly options: TrainOptions;
  /** False for a run by time whose pairs are yet to be decided. */
  readonly measured?: boolean;
}

/** What a run shows of itself while it goes on; kept in its row. */
const summarySchema = z.object({
  pairs: z.number(),
  loss: z.number().nullable(),
  avcAccuracy: z.number().nullable(),
  pairsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
});
type Summary = z.infer<typeof summarySchema>;

const nothingYet: Summary = {
  pairs: 0,
  loss: null,
  avcAccuracy: null,
  pairsPerSecond: null,
  secondsLeft: null,
};

/** The numbers of a run as its row keeps them. */
export function summaryOf({ state, pairsPerSecond, secondsLeft }: TrainProgress): Summary {
  return {
    pairs: state.pairs,
    loss: state.recentLoss,
    avcAccuracy: state.best?.avcAccuracy ?? null,
    pairsPerSecond,
    secondsLeft,
  };
}

/** A run as clients see it. */
export function toItem(context: ServiceContext, run: Run): RunItem {
  const config = run.config as RunConfig;
  const summary = summarySchema.safeParse(run.summary).data ?? nothingYet;
  const job = jobOf(context, run);
  return {
    id: run.id,
    name: run.name,
    network: config.request.network,
    state: stateOf(run, job),
    job: run.jobId,
    createdAt: run.createdAt,
    ...summary,
    pairsWanted: config.measured === false ? null : config.options.pairs,
    modelFolder: run.modelFolder,
    failure: run.failure ?? job?.failure ?? null,
    config: run.config,
  };
}

/** True when nothing will change about a run any more. */
export function isOver({ state }: Pick<RunItem, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'stopped';
}

function jobOf(context: ServiceContext, { jobId }: Run): Job | null {
  if (jobId === null) return null;
  const { jobs } = context.session.current().store;
  try {
    return jobs.get(jobId);
  } catch {
    // Old jobs are forgotten; their runs stay.
    return null;
  }
}

/**
 * The job knows better while it lives: it may wait, stand still, or have been called off before the trainer saw
 * anything of it. How a run ended, the run knows.
 */
function stateOf(run: Run, job: Job | null): RunItem['state'] {
  if (job === null) return run.state;
  // A run that stopped because the app closed waits to be taken up; any other that is over is over.
  if (isOver(run) && job.state !== 'queued') return run.state;
  if (job.state === 'cancelled') return 'stopped';
  if (job.state === 'done') return run.state;
  return job.state;
}
