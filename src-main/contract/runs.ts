import { z } from 'zod';
import { method } from './method.ts';
import { done, id, unit } from './values.ts';

/** The networks that the app trains. */
export const trainableNetwork = z.enum(['ave', 'avol', 'l3', 'ave-mf', 'ave-of']);

/**
 * What the trainer does where nothing else is asked for, as far as forms show it: the trainer's own defaults, which a
 * test holds these to.
 */
export const trainerDefaults = {
  objective: 'contrastive',
  sampling: 'safe',
  width: 1,
  batch: 32,
  learningRate: 0.001,
  imageSize: 224,
  patience: 10,
  seed: 1,
} as const;

/** What a run is asked for; everything else has a default that fits the machine. */
export const trainRequest = z.object({
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, 'letters, digits, spaces, points and dashes, at most 64')
    .describe('Name of the model it makes'),
  network: trainableNetwork,
  /** Folder for the model; the user's models folder when left out. */
  out: z.string().optional(),
  sources: z.array(id).optional(),
  /** A model to start from (fine-tuning). */
  init: z.string().optional(),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']).default('cpu'),
  runtime: z.enum(['onnxruntime', 'tensorflow']).default('onnxruntime'),
  /** Learns for this long instead of a number of pairs: the speed is measured when the run starts. */
  minutes: z
    .number()
    .min(1)
    .max(30 * 24 * 60)
    .optional(),
  /** Moments a second that the training cache keeps. */
  cacheRatePerSecond: z.number().min(0.05).max(25).default(2),
  /** Most disk space that the training cache may take, in bytes. */
  cacheBytes: z.number().int().min(1e6).default(4e9),
  /** The trainer's own options (see docs/training.md): pairs, batch, learningRate and so on. */
  options: z.record(z.string(), z.unknown()).default({}),
});
export type TrainRequest = z.infer<typeof trainRequest>;

export const runPoint = z.object({
  pairs: z.number(),
  seconds: z.number(),
  loss: z.number(),
  avcAccuracy: unit.optional(),
  validationLoss: z.number().optional(),
});
export type RunPoint = z.infer<typeof runPoint>;

/** A training run as a list shows it. */
export const runItem = z.object({
  id: z.string(),
  name: z.string(),
  network: trainableNetwork,
  state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'stopped']),
  job: z.string().nullable(),
  createdAt: z.string(),
  pairs: z.number(),
  pairsWanted: z.number().nullable().describe('Null until the speed of a run by time has been measured'),
  pairsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  loss: z.number().nullable(),
  avcAccuracy: unit.nullable().describe('Of the best validation so far'),
  modelFolder: z.string().nullable(),
  failure: z.object({ code: z.string(), reason: z.string() }).nullable(),
  config: z.unknown(),
});
export type RunItem = z.infer<typeof runItem>;

/** The JSON of `earsight train`. */
export const trainResult = z.object({
  pairs: z.int(),
  steps: z.int(),
  seconds: z.number(),
  loss: z.number(),
  engineShare: unit.describe('Share of the time of the steps that was spent in the engine'),
  validation: z.object({
    avcAccuracy: unit.nullable(),
    heldOut: z
      .int()
      .describe(
        'Clips held out; 0 where there are too few videos: the accuracy is then that of what was learnt',
      ),
  }),
  learntFrom: z.object({
    moments: z.int(),
    leftOut: z.object({
      videos: z.int().describe('Without sound or picture, or out of reach'),
      clips: z.int().describe('That could not be decoded'),
      moments: z.int().describe('Black or silent'),
    }),
  }),
  model: z.string().describe('Folder of the model'),
  stopped: z.enum(['finished', 'early', 'cancelled']),
});
export type TrainResult = z.infer<typeof trainResult>;

export const runMethods = {
  /** What a run would take before anything is built: videos, moments, disk space of the training cache. */
  'runs.estimate': method(
    trainRequest,
    z.object({
      videos: z.int(),
      leftOut: z.int().describe('Videos without sound or picture, or out of reach'),
      moments: z.int(),
      cacheBytes: z.number(),
      cachedBytes: z.number().describe('Of those, already there'),
      pairs: z.int().nullable().describe('Null for a run by time'),
    }),
    'jobs',
  ),
  'runs.start': method(trainRequest, z.object({ run: z.string(), job: z.string() }), 'jobs'),
  'runs.list': method(z.object({}), z.array(runItem)),
  'runs.curve': method(z.object({ run: z.string() }), z.array(runPoint)),
  /**
   * Makes a run's model the one of the window. AVOL-Net draws the heatmaps from now on; another network first
   * indexes the library in the background and takes over once that is done, so that neighbours keep working.
   */
  'runs.use': method(
    z.object({ run: z.string() }),
    z.object({
      model: z.string(),
      role: z.enum(['heatmap', 'neighbours']),
      job: z.string().nullable().describe('The index job, where there is one'),
    }),
    'jobs',
  ),
  /** Forgets a run that is over; its model stays. Throws `conflict` while it goes on. */
  'runs.remove': method(z.object({ run: z.string() }), done),
} as const;
