import { join } from 'node:path';
import { z } from 'zod';
import { EarsightError } from '../../contract/errors.ts';
import type { TrainRequest } from '../../contract/runs.ts';
import type { Manifest } from '../../networks/index.ts';
import { optionsOfRun, requireSameRun, type TrainOptions, trainOptionsSchema } from '../../training/index.ts';
import type { ServiceContext } from '../context.ts';
import { runtimeOf } from '../models/open-model.ts';
import { modelFolderOf } from './run-folder.ts';
import { requireFit } from './start-weights.ts';

/** What a run does where nothing else is asked for. */
export function trainingDefaults(): TrainOptions {
  return trainOptionsSchema.parse({ network: 'ave' });
}

/**
 * The trainer's options of a request. What it leaves open is that of the run in its folder, so that the same command
 * goes on after a version with other defaults; for a new run the width and the picture size of the model it starts
 * from; else the defaults. Throws `invalid-input` naming the option that is unknown, out of bounds, of no effect, or
 * other than that of the run in the folder or of the model to start from.
 */
export function runOptions(context: ServiceContext, request: TrainRequest): TrainOptions {
  const start = request.init === undefined ? null : context.models.weights(request.init);
  const saved = optionsOfRun(join(modelFolderOf(context, request), 'run'));
  const options = parseOptions(request, saved ?? (start ? sizesOf(start.manifest) : {}));
  requireSense(options);
  if (start) requireFit(start, options);
  if (saved) requireSameRun(saved, options);
  return options;
}

/** As `runOptions`; then makes sure that what shall compute can. For what must be known before a library is made. */
export async function checkRun(context: ServiceContext, request: TrainRequest): Promise<void> {
  runOptions(context, request);
  await runtimeOf(request, context.folders.home);
}

function sizesOf({ width, training }: Manifest): Partial<TrainOptions> {
  const learnt = z.object({ options: z.object({ imageSize: z.int() }) }).safeParse(training);
  return { width, ...(learnt.success ? { imageSize: learnt.data.options.imageSize } : {}) };
}

function parseOptions({ options, network }: TrainRequest, before: Partial<TrainOptions>): TrainOptions {
  const { pairs: _pairs, augmentation, ...kept } = before;
  const asked = z.record(z.string(), z.unknown()).safeParse(options.augmentation);
  const varied =
    augmentation && (asked.success || options.augmentation === undefined)
      ? { augmentation: { ...augmentation, ...asked.data } }
      : {};
  const schema = z.strictObject({
    ...trainOptionsSchema.shape,
    augmentation: trainOptionsSchema.shape.augmentation.unwrap().strict().prefault({}),
  });
  const parsed = schema.safeParse({ ...kept, ...options, ...varied, network });
  if (parsed.success) return parsed.data;
  throw wrongOption(parsed.error.issues[0]!);
}

function wrongOption(issue: z.core.$ZodIssue): EarsightError {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0]].join('.');
    const { augmentation, ...options } = trainOptionsSchema.shape;
    const names =
      place === 'augmentation'
        ? Object.keys(augmentation.unwrap().shape).map((name) => `augmentation.${name}`)
        : [...Object.keys(options), 'augmentation.…'];
    return new EarsightError('invalid-input', `There is no option ${field}.`, {
      field,
      allowed: names.filter((name) => name !== 'network').join(', '),
    });
  }
  return new EarsightError('invalid-input', `${place}: ${issue.message}.`, {
    field: place,
    allowed: allowedBy(issue),
  });
}

function allowedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `${issue.minimum} or more`;
  if (issue.code === 'too_big') return `${issue.maximum} or less`;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  if (issue.code === 'not_multiple_of') return `multiples of ${issue.divisor}`;
  return issue.code === 'invalid_type' ? `a value of type ${issue.expected}` : issue.message;
}

function requireSense({ objective, sampling, batch, perVideo }: TrainOptions): void {
  if (objective !== 'contrastive') return;
  if (sampling === 'naive') {
    throw new EarsightError(
      'invalid-input',
      'Naive sampling concerns the objective avc: contrastive batches draw no negatives.',
      { field: 'sampling', allowed: 'safe, or naive with the objective avc' },
    );
  }
  if (batch % perVideo !== 0) {
    throw new EarsightError('invalid-input', `batch ${batch} does not divide by perVideo ${perVideo}.`, {
      field: 'batch',
      allowed: `a multiple of ${perVideo}`,
    });
  }
}
