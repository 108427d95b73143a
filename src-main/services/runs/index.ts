import { z } from 'zod';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { type TrainRequest, type TrainResult, trainRequest } from '../../contract/runs.ts';
import type { TrainOptions, TrainProgress } from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { adoptRun, configOf } from './adopt-run.ts';
import { lockModelFolder, modelFolderOf } from './run-folder.ts';
import { isOver, type RunConfig, summaryOf, toItem } from './run-item.ts';
import { runOptions } from './run-options.ts';
import { cacheSettings, performRun } from './train-run.ts';
import { planTrainingCache } from './training-cache.ts';
import { useRun } from './use-run.ts';

export { checkRun, trainingDefaults } from './run-options.ts';

const jobRequest = z.object({ run: z.string(), request: trainRequest });

/**
 * Queues a training run in the open library; one whose folder holds a run that can go on is that run. Throws
 * `invalid-input` naming the option that is wrong, `conflict` while a training writes to the folder.
 */
export function startRun(context: ServiceContext, request: TrainRequest): { run: string; job: string } {
  const options = runOptions(context, request);
  const modelFolder = modelFolderOf(context, request);
  lockModelFolder(modelFolder).release();
  const { runs } = context.session.current().store;
  const adopted = adoptRun(context, modelFolder);
  const config = configOf(request, options, adopted?.config);
  const { id } = adopted ?? runs.create({ name: request.name, config, modelFolder });
  const job = context.jobs.start('train', { run: id, request });
  runs.update(id, { name: request.name, state: 'queued', failure: null, config, jobId: job.id });
  context.emit('run', toItem(context, runs.get(id)));
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
      const options = runOptions(context, request);
      const plan = await planTrainingCache(context, request.sources, cacheSettings(request, options), signal);
      return {
        videos: plan.videos,
        leftOut: plan.leftOut,
        moments: plan.moments,
        cacheBytes: plan.bytes,
        cachedBytes: plan.bytesThere,
        pairs: request.minutes === undefined ? options.pairs : null,
      };
    },
    'runs.start': (request) => startRun(context, request),
    'runs.list': () =>
      context.session
        .current()
        .store.runs.list()
        .map((run) => toItem(context, run)),
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
    'runs.use': ({ run }) => useRun(context, run),
    'runs.remove': ({ run }) => {
      const { runs } = context.session.current().store;
      if (!isOver(toItem(context, runs.get(run)))) {
        throw new EarsightError('conflict', 'The run still goes on: stop it first.', { field: 'run' });
      }
      runs.remove(run);
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
  const tell = (): void => context.emit('run', toItem(context, runs.get(id)));
  runs.update(id, { state: 'running', failure: null });
  tell();
  try {
    const result = await performRun(context, request, control, keepProgress(context, id, tell), {
      known: knownOptions(runs.get(id).config),
      decided: (options) => {
        runs.update(id, { config: { request, options, measured: true } satisfies RunConfig });
        tell();
      },
    });
    runs.update(id, { state: result.stopped === 'cancelled' ? 'stopped' : 'done' });
    tell();
    // The job runner tells a cancellation by its rejection; the model is written all the same.
    control.signal.throwIfAborted();
    return result;
  } catch (thrown) {
    if (!control.signal.aborted) {
      const { code, message } = toEarsightError(thrown);
      runs.update(id, { state: 'failed', failure: { code, reason: message } });
    }
    tell();
    throw thrown;
  }
}

/** Writes the curve and the numbers of a run down as it goes on, and tells the windows about once a second. */
function keepProgress(
  context: ServiceContext,
  id: string,
  tell: () => void,
): (progress: TrainProgress) => void {
  const { runs } = context.session.current().store;
  let pointsKept = -1;
  let toldAt = 0;
  return (progress) => {
    const { curve, pairs } = progress.state;
    if (pointsKept < 0) {
      // After a kill the run goes on from its checkpoint: what it drew beyond is drawn again.
      runs.truncateCurve(id, pairs);
      pointsKept = 0;
    }
    const now = Date.now();
    if (now - toldAt < 1000 && curve.length === pointsKept && pairs < progress.state.options.pairs) return;
    toldAt = now;
    runs.addPoints(
      id,
      curve.slice(pointsKept).map(({ pairs: step, seconds, loss, ...measured }) => ({
        step,
        pairs: step,
        seconds,
        metrics: { loss, ...measured },
      })),
    );
    pointsKept = curve.length;
    runs.update(id, { summary: summaryOf(progress) });
    tell();
  };
}

/** What an earlier start of the same run decided, its pairs above all. */
function knownOptions(config: unknown): TrainOptions | null {
  const { options, measured } = config as RunConfig;
  return measured ? options : null;
}
