import { z } from 'zod';
import { networkNames } from '../../networks/index.ts';

/** Everything that decides what a run does; written into model.json so that anyone can repeat it. */
export const trainOptionsSchema = z.object({
  network: z.enum(networkNames),
  width: z
    .number()
    .min(1 / 16)
    .max(1)
    .default(1),
  objective: z.enum(['avc', 'contrastive']).default('contrastive'),
  sampling: z.enum(['safe', 'naive']).default('safe'),
  misalignmentSeconds: z.number().min(0).max(1).default(1),
  /** Pairs the run learns from in all. */
  pairs: z.int().min(1).default(50_000),
  /** Pairs of one run of the engine. */
  batch: z.int().min(2).max(512).default(32),
  /** Runs of the engine whose gradients are averaged before a step. */
  accumulate: z.int().min(1).max(1024).default(1),
  /** Moments of one video in a contrastive batch. */
  perVideo: z.int().min(1).max(8).default(2),
  calibration: z.number().min(0).max(10).default(0.2),
  agreement: z.number().min(0).max(10).default(0.5),
  /** Side of the pictures in training, in pixels. */
  imageSize: z.int().min(32).max(224).default(224),
  soundSeconds: z.number().min(0.1).max(1).multipleOf(0.005).default(1),
  learningRate: z.number().positive().max(1).default(1e-3),
  /** `steps`: ×0.94 every 16 epochs as published. `cosine`: down to 2 % over the second half of the run. */
  schedule: z.enum(['steps', 'cosine']).default('cosine'),
  warmUpSteps: z.int().min(0).default(200),
  weightDecay: z.number().min(0).default(1e-5),
  /** Gradients longer than this are shortened to it; 0 leaves them. */
  clipNorm: z.number().min(0).default(5),
  seed: z.int().min(0).default(1),
  validationShare: z.number().min(0).max(0.5).default(0.1),
  /** Pairs of the validation set that each validation looks at. */
  validationPairs: z.int().min(2).default(512),
  /** Learning pairs between validations, and between checkpoints. */
  validateEvery: z.int().min(1).default(5_000),
  checkpointEvery: z.int().min(1).default(2_000),
  /** Longest time between checkpoints, for networks of which few pairs take long. */
  checkpointSeconds: z.number().positive().default(600),
  /** Validations without improvement after which the run stops; 0 never stops early. */
  patience: z.int().min(0).default(10),
  augmentation: z
    .object({
      smallestCrop: z.number().min(0.1).max(1).default(0.875),
      flip: z.boolean().default(true),
      brightness: z.number().min(0).max(0.9).default(0.2),
      saturation: z.number().min(0).max(1).default(0.2),
      tiltDegrees: z.number().min(0).max(180).default(0),
      stretch: z.number().min(0).max(1).default(0),
      contrast: z.number().min(0).max(0.9).default(0),
      tint: z.number().min(0).max(0.9).default(0),
      cover: z.number().min(0).max(0.9).default(0),
      amplitude: z.number().min(0).max(1).default(0.1),
      levelDecibels: z.number().min(0).max(40).default(0),
      noise: z.number().min(0).max(1).default(0),
      octaves: z.number().min(0).max(1).default(0),
      filterDecibels: z.number().min(0).max(20).default(0),
      blank: z.number().min(0).max(0.5).default(0),
    })
    .prefault({}),
});

/** True when a run varies spectrograms, for which its graph has inputs. */
export function variesSpectrum({ augmentation }: Pick<TrainOptions, 'augmentation'>): boolean {
  return augmentation.filterDecibels > 0 || augmentation.blank > 0;
}

export type TrainOptions = z.output<typeof trainOptionsSchema>;
