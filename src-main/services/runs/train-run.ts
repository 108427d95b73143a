import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import type { TrainRequest, TrainResult } from '../../contract/runs.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  IMAGE_SIZE,
  type Manifest,
  networkOf,
  readSafetensors,
} from '../../networks/index.ts';
import {
  openClipSet,
  type TrainOptions,
  type TrainProgress,
  train,
  trainOptionsSchema,
} from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import { readManifest, readWeightFiles } from '../models/model-folder.ts';
import { runtimeOf } from '../models/open-model.ts';
import type { CacheSettings } from './cache-plan.ts';
import { writeModelFolder } from './model-output.ts';
import { startWeights } from './start-weights.ts';
import { fitToTime } from './time-budget.ts';
import { buildTrainingCache, type CachePlan, planTrainingCache } from './training-cache.ts';

/** Conventions of the inputs of every network trained here. */
const inputs: Pick<Manifest, 'image' | 'sound'> = {
  image: {
    size: IMAGE_SIZE,
    mean: [...defaultImageNormalisation.mean],
    deviation: [...defaultImageNormalisation.deviation],
  },
  sound: { sampleRateHz: 48000, seconds: 1, ...defaultSpectrogramNormalisation },
};

/**
 * The trainer's options of a request, with its defaults. Throws `invalid-input` naming the option that is unknown, out
 * of bounds or of no effect.
 */
export function trainOptions(request: TrainRequest): TrainOptions {
  const parsed = trainOptionsSchema.strict().safeParse({ ...request.options, network: request.network });
  if (parsed.success) {
    const options = parsed.data;
    if (options.objective === 'contrastive' && options.sampling === 'naive') {
      throw new EarsightError(
        'invalid-input',
        'Naive sampling concerns the objective avc: contrastive batches draw no negatives.',
        { field: 'sampling', allowed: 'safe, or naive with the objective avc' },
      );
    }
    if (options.objective === 'contrastive' && options.batch % options.perVideo !== 0) {
      throw new EarsightError(
        'invalid-input',
        `batch ${options.batch} does not divide by perVideo ${options.perVideo}.`,
        {
          field: 'batch',
          allowed: `a multiple of ${options.perVideo}`,
        },
      );
    }
    return options;
  }
  const issue = parsed.error.issues[0]!;
  throw new EarsightError('invalid-input', `${issue.path.join('.') || 'options'}: ${issue.message}`, {
    field: issue.path.join('.'),
    allowed: z.prettifyError(parsed.error),
  });
}

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

/** Folder that a run writes its model to. */
export function modelFolderOf(context: ServiceContext, request: TrainRequest): string {
  return resolve(request.out ?? join(context.folders.userModels, request.name));
}

/** What is decided about a run when it starts and must stay when it goes on after a kill. */
export interface Decisions {
  /** Null when it starts for the first time. */
  readonly known: TrainOptions | null;
  decided(options: TrainOptions): void;
}

/** Prepares the cache, trains and writes the model; an interrupted run goes on from its last checkpoint. */
export async function performRun(
  context: ServiceContext,
  request: TrainRequest,
  control: JobControl,
  onProgress: (progress: TrainProgress) => void,
  decisions: Decisions,
): Promise<TrainResult> {
  let options = trainOptions(request);
  const settings = cacheSettings(request, options);
  const folder = modelFolderOf(context, request);
  control.report(null, 'Looking for videos to learn from');
  const plan = await planTrainingCache(context, request.sources, settings, control.signal);
  control.report(null, describeCache(plan));
  const { files, failed } = await buildTrainingCache(context, plan, settings, control);
  const set = openClipSet(files);
  const blank = set.clips.reduce(
    (sum, { moments }) => sum + moments.filter(({ usable }) => !usable).length,
    0,
  );
  try {
    const runtime = await runtimeOf({ device: request.device, runtime: request.runtime });
    const from = request.init === undefined ? null : readStart(context, request);
    const common = {
      set,
      inputs,
      runtime,
      ...(from
        ? { start: startWeights(from.weights, from.manifest.network, request.network, options.width) }
        : {}),
      signal: control.signal,
      between: () => control.gate(),
    };
    if (request.minutes !== undefined) {
      if (!decisions.known) control.report(null, 'Measuring the speed');
      options =
        decisions.known ?? (await fitToTime({ ...common, options }, request.minutes, request.options));
      decisions.decided(options);
    }
    const result = await train({
      ...common,
      options,
      folder: join(folder, 'run'),
      onProgress: (progress) => {
        control.report(progress.state.pairs / options.pairs, describeProgress(progress));
        onProgress(progress);
      },
    });
    writeModelFolder({
      folder,
      request,
      inputs,
      result,
      clips: { files: files.length, failed, leftOut: plan.leftOut, blankMoments: blank },
      startedFrom: from && { name: basename(request.init!), hash: from.manifest.hash },
      provider: runtime.provider,
      version: context.folders.version,
    });
    return {
      pairs: result.state.pairs,
      steps: result.state.step,
      seconds: result.state.seconds,
      loss: result.state.recentLoss,
      engineShare: result.engineShare,
      validation: {
        avcAccuracy: result.state.best?.avcAccuracy ?? null,
        heldOut: result.data.validation,
      },
      learntFrom: {
        moments: result.data.moments,
        leftOut: { videos: plan.leftOut, clips: failed, moments: blank },
      },
      model: folder,
      stopped: result.stopped,
    };
  } finally {
    set.close();
  }
}

function readStart(context: ServiceContext, request: TrainRequest) {
  const info = context.models.info(request.init!);
  const manifest = readManifest(info.folder);
  if (manifest.network === 'external') {
    throw new EarsightError('invalid-input', 'A run cannot start from an external pair of encoders.', {
      field: 'init',
    });
  }
  return { manifest, weights: readSafetensors(readWeightFiles(info.folder, manifest)[0]!).weights };
}

function describeCache({ clips, bytes, bytesThere }: CachePlan): string {
  const size = (count: number): string => `${(count / 1e9).toFixed(2)} GB`;
  return `Training cache: ${clips.length} clips, at most ${size(bytes)}, ${size(bytesThere)} of it there`;
}

function describeProgress({ state, pairsPerSecond }: TrainProgress): string {
  const accuracy = state.best ? `, AVC accuracy ${(100 * state.best.avcAccuracy).toFixed(1)} %` : '';
  return `${state.pairs} pairs, ${pairsPerSecond.toFixed(1)} a second, loss ${state.recentLoss.toFixed(3)}${accuracy}`;
}
