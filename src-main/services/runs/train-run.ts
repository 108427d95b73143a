import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import type { TrainRequest, TrainResult } from '../../contract/runs.ts';
import type { Runtime } from '../../engine/index.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  IMAGE_SIZE,
  type Manifest,
  networkOf,
} from '../../networks/index.ts';
import {
  type ClipSet,
  openClipSet,
  TooFewVideos,
  type TrainResult as TrainerResult,
  TrainingStopped,
  type TrainOptions,
  type TrainProgress,
  train,
} from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import { runtimeOf } from '../models/open-model.ts';
import type { CacheSettings } from './cache-plan.ts';
import { type ModelOutput, writeModelFolder } from './model-output.ts';
import { lockModelFolder, modelFolderOf } from './run-folder.ts';
import { runOptions } from './run-options.ts';
import { startWeights } from './start-weights.ts';
import { fitToTime } from './time-budget.ts';
import { buildTrainingCache, type CachePlan, makeRoom, planTrainingCache } from './training-cache.ts';

/** Conventions of the inputs of every network trained here. */
const inputs: Pick<Manifest, 'image' | 'sound'> = {
  image: {
    size: IMAGE_SIZE,
    mean: [...defaultImageNormalisation.mean],
    deviation: [...defaultImageNormalisation.deviation],
  },
  sound: { sampleRateHz: 48000, seconds: 1, ...defaultSpectrogramNormalisation },
};

/** What the training cache must keep for a run. */
export function cacheSettings(request: TrainRequest, options: TrainOptions): CacheSettings {
  return {
    // Room for the crop to move; "a little above" the size that the network sees.
    pictureSize: Math.min(256, Math.round(options.imageSize / 0.875)),
    framesPerMoment: networkOf(request.network).framesPerMoment,
    ratePerSecond: request.cacheRatePerSecond,
    budgetBytes: request.cacheBytes,
  };
}

/** What is decided about a run when it starts and must stay when it goes on after a kill. */
export interface Decisions {
  /** Null when it starts for the first time. */
  readonly known: TrainOptions | null;
  decided(options: TrainOptions): void;
}

/**
 * Prepares the cache, trains and writes the model; an interrupted run goes on from its last checkpoint. What cannot
 * work is told before anything is decoded. Throws `conflict` while another training writes to the same folder.
 */
export async function performRun(
  context: ServiceContext,
  request: TrainRequest,
  control: JobControl,
  onProgress: (progress: TrainProgress) => void,
  decisions: Decisions,
): Promise<TrainResult> {
  const lock = lockModelFolder(modelFolderOf(context, request));
  try {
    const options = runOptions(context, request);
    const runtime = await runtimeOf(request, context.folders.home);
    const prepared = await prepareClips(context, request, options, control);
    try {
      return await learn(context, { request, options, runtime, control, onProgress, decisions }, prepared);
    } finally {
      prepared.set.close();
    }
  } finally {
    lock.release();
  }
}

/** The clips that a run learns from, open. */
interface Prepared {
  readonly set: ClipSet;
  readonly clips: ModelOutput['clips'];
}

async function prepareClips(
  context: ServiceContext,
  request: TrainRequest,
  options: TrainOptions,
  control: JobControl,
): Promise<Prepared> {
  const settings = cacheSettings(request, options);
  control.report(null, 'Looking for videos to learn from');
  const plan = await planTrainingCache(context, request.sources, settings, control.signal);
  if (plan.videos < 2) throw new TooFewVideos(plan.videos);
  control.report(null, describeCache(plan));
  makeRoom(context, plan, settings, control.id);
  const { files, failed } = await buildTrainingCache(context, plan, settings, control);
  const set = openClipSet(files);
  const blankMoments = set.clips.reduce(
    (sum, { moments }) => sum + moments.filter(({ usable }) => !usable).length,
    0,
  );
  return {
    set,
    clips: { files: files.length, failed, leftOut: plan.leftOut, blankMoments, ...contentsOf(set) },
  };
}

/** Says of which videos some clips are without naming them: the same ones give the same digest anywhere. */
function contentsOf({ clips }: ClipSet): { videos: number; digest: string } {
  const hashes = [...new Set(clips.map(({ video }) => video))].sort();
  return { videos: hashes.length, digest: createHash('sha256').update(hashes.join('\n')).digest('hex') };
}

interface Task {
  readonly request: TrainRequest;
  readonly options: TrainOptions;
  readonly runtime: Runtime;
  readonly control: JobControl;
  readonly onProgress: (progress: TrainProgress) => void;
  readonly decisions: Decisions;
}

async function learn(context: ServiceContext, task: Task, { set, clips }: Prepared): Promise<TrainResult> {
  const { request, runtime, control, onProgress } = task;
  const folder = modelFolderOf(context, request);
  const from = request.init === undefined ? null : context.models.weights(request.init);
  const { width } = task.options;
  const common = {
    set,
    inputs,
    runtime,
    ...(from ? { start: startWeights(from.weights, from.manifest.network, request.network, width) } : {}),
    signal: control.signal,
    between: () => control.gate(),
  };
  const options = await decidedOptions(task, common);
  const write = (result: ModelOutput['result']): void => {
    writeModelFolder({
      folder,
      request,
      inputs,
      result,
      clips,
      startedFrom: from && { name: basename(request.init!), hash: from.manifest.hash },
      provider: runtime.provider,
      version: context.folders.version,
    });
  };
  const training = train({
    ...common,
    options,
    folder: join(folder, 'run'),
    onProgress: (progress) => {
      control.report(progress.state.pairs / options.pairs, describeProgress(progress));
      onProgress(progress);
    },
  });
  const result = await training.catch((error: unknown) => {
    throw error instanceof TrainingStopped ? keepLastGood(error, write) : error;
  });
  write(result);
  return resultOf(result, clips, folder);
}

/** Writes what is left of a run that has diverged as its model; gives the error that says so. */
function keepLastGood(
  { message, lastGood }: TrainingStopped,
  write: (result: ModelOutput['result']) => void,
): TrainingStopped {
  const best = lastGood?.state.best;
  if (!lastGood || !best)
    return new TrainingStopped(`${message}. It has no model: nothing was validated before`);
  write(lastGood);
  const accuracy = (100 * best.avcAccuracy).toFixed(1);
  return new TrainingStopped(
    `${message}. Its model is that of the best validation before: ${best.pairs} pairs, AVC accuracy ${accuracy} %`,
    lastGood,
  );
}

/** The options of a run by time come from its speed, once; a resumed one keeps them. */
async function decidedOptions(
  { request, options, control, decisions }: Task,
  common: Omit<Parameters<typeof fitToTime>[0], 'options'>,
): Promise<TrainOptions> {
  if (request.minutes === undefined) return options;
  if (!decisions.known) control.report(null, 'Measuring the speed');
  const decided =
    decisions.known ?? (await fitToTime({ ...common, options }, request.minutes, request.options));
  decisions.decided(decided);
  return decided;
}

function resultOf(result: TrainerResult, clips: Prepared['clips'], model: string): TrainResult {
  const { state, data } = result;
  return {
    pairs: state.pairs,
    steps: state.step,
    seconds: state.seconds,
    loss: state.recentLoss,
    engineShare: result.engineShare,
    validation: { avcAccuracy: state.best?.avcAccuracy ?? null, heldOut: data.validation },
    learntFrom: {
      moments: data.moments,
      leftOut: { videos: clips.leftOut, clips: clips.failed, moments: clips.blankMoments },
    },
    model,
    stopped: result.stopped,
  };
}

function describeCache({ clips, bytes, bytesThere }: CachePlan): string {
  const size = (count: number): string => `${(count / 1e9).toFixed(2)} GB`;
  return `Training cache: ${clips.length} clips, at most ${size(bytes)}, ${size(bytesThere)} of it there`;
}

function describeProgress({ state, pairsPerSecond }: TrainProgress): string {
  const accuracy = state.best ? `, AVC accuracy ${(100 * state.best.avcAccuracy).toFixed(1)} %` : '';
  return `${state.pairs} pairs, ${pairsPerSecond.toFixed(1)} a second, loss ${state.recentLoss.toFixed(3)}${accuracy}`;
}
