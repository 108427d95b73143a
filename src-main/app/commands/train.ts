import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import type { Output } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { type TrainRequest, trainRequest, trainResult } from '../../contract/runs.ts';
import { finishJob } from '../../services/jobs/index.ts';
import { addSources } from '../../services/libraries/index.ts';
import { checkRun, startRun, trainingDefaults } from '../../services/runs/index.ts';
import { checkFolders } from '../command-line/check-folders.ts';
import { examples, jsonOption, type RegisterCommand } from '../command-line/command-line.ts';
import { numberOption } from '../command-line/number-option.ts';
import { outFolder } from '../command-line/out-option.ts';
import { formatSeconds } from '../command-line/progress-line.ts';

interface TrainCommandOptions {
  library: string;
  network: 'ave' | 'avol' | 'l3' | 'ave-mf' | 'ave-of';
  out: string;
  init?: string;
  device: 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml';
  runtime: 'onnxruntime' | 'tensorflow';
  minutes?: number;
  cacheRate: number;
  cacheSize: number;
  json?: boolean;
  set?: string[];
  [option: string]: unknown;
}

/** Options that go to the trainer as they are, by their names there. */
const trainerOptions = [
  'pairs',
  'batch',
  'accumulate',
  'width',
  'learningRate',
  'objective',
  'sampling',
  'seed',
  'imageSize',
  'perVideo',
  'patience',
] as const;

/** A description that tells the trainer's default, which it knows and the command line does not set. */
function preset(description: string, option: (typeof trainerOptions)[number]): string {
  return `${description} (default: ${trainingDefaults()[option]})`;
}

/** `earsight train`: learns a network from the videos of a library, without labels. */
export const registerTrain: RegisterCommand = (program, line) => {
  program
    .command('train')
    .description('train a network on the videos of a library; run again with the same options to resume')
    .argument('[folders...]', 'folders of videos to learn from; those of the library when none are given')
    .requiredOption('--library <dir>', 'folder of the library; made when it is not there')
    .addOption(
      new Option('--network <name>', 'network to train')
        .choices(['ave', 'avol', 'l3', 'ave-mf', 'ave-of'])
        .makeOptionMandatory(),
    )
    .requiredOption('--out <dir>', 'folder for the model')
    .addOption(
      numberOption('--pairs <n>', preset('pairs to learn from', 'pairs'), undefined, {
        least: 1,
        whole: true,
      }),
    )
    .addOption(
      numberOption('--minutes <n>', 'learn for this long instead; the speed is measured first', undefined, {
        least: 1,
        most: 30 * 24 * 60,
      }).conflicts('pairs'),
    )
    .addOption(
      numberOption('--batch <n>', preset('pairs of one run of the engine', 'batch'), undefined, {
        least: 2,
        most: 512,
        whole: true,
      }),
    )
    .addOption(
      numberOption(
        '--accumulate <n>',
        preset('runs whose gradients make one step', 'accumulate'),
        undefined,
        {
          least: 1,
          whole: true,
        },
      ),
    )
    .addOption(
      numberOption('--width <share>', preset('share of the published channels', 'width'), undefined, {
        least: 1 / 16,
        most: 1,
      }),
    )
    .addOption(
      numberOption('--learning-rate <r>', preset('step size of Adam', 'learningRate'), undefined, {
        least: 0,
        most: 1,
      }),
    )
    .addOption(
      new Option('--objective <name>', preset('what is learnt', 'objective')).choices(['avc', 'contrastive']),
    )
    .addOption(
      new Option('--sampling <name>', preset('how negatives are drawn', 'sampling')).choices([
        'safe',
        'naive',
      ]),
    )
    .addOption(
      numberOption('--image-size <px>', preset('side of the pictures in training', 'imageSize'), undefined, {
        least: 32,
        most: 224,
        whole: true,
      }),
    )
    .addOption(
      numberOption(
        '--per-video <n>',
        preset('moments of one video in a contrastive batch', 'perVideo'),
        undefined,
        {
          least: 1,
          most: 8,
          whole: true,
        },
      ),
    )
    .addOption(
      numberOption('--seed <n>', preset('seed of everything random', 'seed'), undefined, {
        least: 0,
        whole: true,
      }),
    )
    .addOption(
      numberOption(
        '--patience <n>',
        preset('validations without gain after which the run stops, 0 for never', 'patience'),
        undefined,
        { least: 0, whole: true },
      ),
    )
    .option('--init <model>', 'model to start from; width and image size are its own unless told')
    .addOption(
      new Option('--device <name>', 'where to train')
        .choices(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
        .default('cpu'),
    )
    .addOption(
      new Option('--runtime <name>', 'what computes')
        .choices(['onnxruntime', 'tensorflow'])
        .default('onnxruntime'),
    )
    .addOption(
      numberOption('--cache-rate <per-second>', 'moments a second kept for training', 2, {
        least: 0.05,
        most: 25,
      }),
    )
    .addOption(numberOption('--cache-size <GB>', 'most disk space of the training cache', 4, { least: 0.01 }))
    .option('--set <name=value>', 'any other option of the trainer (docs/training.md)', collect)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'earsight train --library ~/Videos/.earsight --network avol --out my-model --pairs 50000 --width 0.5',
      ),
    )
    .action((folders: string[], options: TrainCommandOptions) =>
      line.run(options, async (run) => {
        await checkFolders(folders);
        const asked = requestOf(options);
        const { context, handlers } = await run.services();
        await checkRun(context, asked);
        await context.session.open(options.library);
        const sources = folders.length ? addSources(context, folders) : undefined;
        const request = { ...asked, ...(sources ? { sources } : {}) };
        run.note(describeCache(await handlers['runs.estimate']!(request, run.signal)));
        const { job: id } = startRun(context, request);
        const result = trainResult.parse((await finishJob(context, id, run.signal)).result);
        return { json: result, text: describe(result) };
      }),
    );
};

function requestOf(options: TrainCommandOptions): TrainRequest {
  const trainer: Record<string, unknown> = {};
  for (const name of trainerOptions) if (options[name] !== undefined) trainer[name] = options[name];
  for (const assignment of options.set ?? []) assign(trainer, assignment);
  const parsed = trainRequest.safeParse({
    name: basename(resolve(options.out)),
    network: options.network,
    out: outFolder(options.out),
    init: options.init,
    device: options.device,
    runtime: options.runtime,
    minutes: options.minutes,
    cacheRatePerSecond: options.cacheRate,
    cacheBytes: Math.round(options.cacheSize * 1e9),
    options: trainer,
  });
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  // The folder names the model.
  const field = path[0] === 'name' ? 'out' : path.join('.');
  throw new EarsightError('invalid-input', `--${field}: ${message}.`, { field, allowed: message });
}

/** `augmentation.noise=0.1` sets a field of a field. */
function assign(target: Record<string, unknown>, assignment: string): void {
  const [, path, value] = /^([\w.]+)=(.+)$/.exec(assignment) ?? [];
  if (!path || value === undefined) {
    throw new EarsightError('invalid-input', `--set ${assignment} is not a setting.`, {
      field: 'set',
      allowed: 'name=value',
    });
  }
  const keys = path.split('.');
  let place = target;
  for (const key of keys.slice(0, -1)) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1)!] = parseValue(value);
}

function parseValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

function describeCache({ videos, moments, cacheBytes, cachedBytes }: Output<'runs.estimate'>): string {
  const size = (count: number): string => `${(count / 1e9).toFixed(2)} GB`;
  return `Training cache of ${videos} videos: ${moments} moments, at most ${size(cacheBytes)}, ${size(cachedBytes)} of it there.`;
}

function describe(result: ReturnType<typeof trainResult.parse>): string {
  const { avcAccuracy, heldOut } = result.validation;
  const { moments, leftOut } = result.learntFrom;
  const on = heldOut > 0 ? 'held-out videos' : 'the videos learnt from (too few to hold some out)';
  return [
    `${result.pairs} pairs in ${formatSeconds(result.seconds)}, loss ${result.loss.toFixed(3)}.`,
    `Learnt from ${moments} moments; left out: ${leftOut.videos} videos without sound or picture, ` +
      `${leftOut.clips} clips that cannot be read, ${leftOut.moments} black or silent moments.`,
    avcAccuracy === null ? 'Not validated.' : `AVC accuracy on ${on}: ${(100 * avcAccuracy).toFixed(1)} %.`,
    `The model is in ${result.model}.`,
  ].join('\n');
}
