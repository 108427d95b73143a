import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import { type RunItem, type TrainRequest, type TrainResult, trainRequest } from '../../contract/runs.ts';
import type { Run } from '../../store/index.ts';
import type { TrainProgress } from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { cacheSettings, modelFolderOf, performRun, trainOptions } from './train-run.ts';
import { planTrainingCache } from './training-cache.ts';

const jobRequest = z.object({ run: z.string(), request: trainRequest });

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

/** Queues a training run in the open library. Throws `invalid-input` naming the option that is wrong. */
export function startRun(context: ServiceContext, request: TrainRequest): { run: string; job: string } {
  const options = trainOptions(request);
  if (request.init !== undefined) context.models.info(request.init);
  const { runs } = context.session.current().store;
  const modelFolder = modelFolderOf(context, request);
  const { id } = runs.create({ name: request.name, config: { request, options }, modelFolder });
  const job = context.jobs.start('train', { run: id, request });
  runs.update(id, { jobId: job.id });
  return { run: id, job: job.id };
}

/** `runs.*`, and how a training job is done. */
export function runHandlers(context: ServiceContext): Partial<Handlers> {
  context.jobs.define('train', {
    request: jobRequest,
    title: ({ request }) => `Train ${request.name}`,
    run: ({ run, request }, control) => perform(context, run, request, control),
  });
  return {
    'runs.estimate': async (request, signal) => {
      const options = trainOptions(request);
      const plan = await planTrainingCache(context, request.sources, cacheSettings(request, options), signal);
      return {
        videos: plan.videos,
        leftOut: plan.leftOut,
        moments: plan.moments,
        cacheBytes: plan.bytes,
        cachedBytes: plan.bytesThere,
        pairs: options.pairs,
      };
    },
    'runs.start': (request) => startRun(context, request),
    'runs.list': () => context.session.current().store.runs.list().map(toItem),
    'runs.curve': ({ run }) =>
      context.session
        .current()
        .store.runs.curve(run)
        .map(({ pairs, seconds, metrics }) => ({
          pairs,
          seconds,
          loss: metrics.loss ?? 0,
          ...(metrics.avcAccuracy === undefined ? {} : { avcAccuracy: metrics.avcAccuracy }),
          ...(metrics.validationLoss === undefined ? {} : { validationLoss: metrics.validationLoss }),
        })),
    'runs.remove': ({ run }) => {
      context.session.current().store.runs.remove(run);
      return {};
    },
  };
}

type Control = Parameters<typeof performRun>[2];

async function perform(
  context: ServiceContext,
  id: string,
  request: TrainRequest,
  control: Control,
): Promise<TrainResult> {
  const { runs } = context.session.current().store;
  const tell = (): void => context.emit('run', toItem(runs.get(id)));
  runs.update(id, { state: 'running', failure: null });
  tell();
  let pointsKept = 0;
  let toldAt = 0;
  const onProgress = (progress: TrainProgress): void => {
    const now = Date.now();
    if (now - toldAt < 1000 && progress.state.curve.length === pointsKept) return;
    toldAt = now;
    const { curve } = progress.state;
    runs.addPoints(
      id,
      curve.slice(pointsKept).map(({ pairs, seconds, loss, ...measured }) => ({
        step: pairs,
        pairs,
        seconds,
        metrics: { loss, ...measured },
      })),
    );
    pointsKept = curve.length;
    runs.update(id, { summary: summaryOf(progress) });
    tell();
  };
  try {
    const result = await performRun(context, request, control, onProgress);
    runs.update(id, { state: result.stopped === 'cancelled' ? 'stopped' : 'done' });
    tell();
    // The job runner tells a cancellation by its rejection; the model is written all the same.
    control.signal.throwIfAborted();
    return result;
  } catch (thrown) {
    if (!control.signal.aborted) {
      const { code, message } = toEarsightError(thrown);
      runs.update(id, { state: 'failed', failure: { code, reason: message } });
      tell();
    }
    throw thrown;
  }
}

function summaryOf({ state, pairsPerSecond, secondsLeft }: TrainProgress): Summary {
  return {
    pairs: state.pairs,
    loss: state.recentLoss,
    avcAccuracy: state.best?.avcAccuracy ?? null,
    pairsPerSecond,
    secondsLeft,
  };
}

function toItem(run: Run): RunItem {
  const config = run.config as { request: TrainRequest; options: { pairs: number } };
  const summary = summarySchema.safeParse(run.summary).data ?? nothingYet;
  return {
    id: run.id,
    name: run.name,
    network: config.request.network,
    state: run.state,
    job: run.jobId,
    createdAt: run.createdAt,
    ...summary,
    pairsWanted: config.options.pairs,
    modelFolder: run.modelFolder,
    failure: run.failure,
    config: run.config,
  };
}
