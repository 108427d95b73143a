import { join } from 'node:path';

/** What all experiments share: where things lie and how much is spent. */
export interface ExperimentSettings {
  /** Pictures and sounds as `earsight compose` takes them. */
  data: string;
  /** Everything that is made: clips, libraries, models, results. */
  out: string;
  /** Pairs that each network learns from. */
  pairs: number;
  /** Clips to learn from, half with one instrument and half with two. */
  clips: number;
  /** Clips to measure on, of each kind. */
  testClips: number;
  device: string;
}

/** One command of `earsight`. A step whose result file is there is not run again. */
export interface Step {
  name: string;
  /** The experiment it belongs to, for `--only`. */
  experiment: 'data' | 'table1' | 'shortcut' | 'motion' | 'localisation' | 'real';
  args: readonly string[];
}

/** The sound source that no training hears; the other two are heard. */
const heardSources = 'fluidr3,timgm6mb';
const heldOutSource = 'freepats';

/**
 * A network, a batch and a picture that two cores can train, the same for every network that is compared. Pictures
 * of 112 pixels and half a second of sound make a step about eight times cheaper than the published sizes.
 */
const recipe = [
  ...['--width', '0.25', '--batch', '128', '--learning-rate', '0.0025', '--image-size', '112'],
  ...['--cache-rate', '2', '--cache-size', '8', '--set', 'soundSeconds=0.5', '--set', 'warmUpSteps=100'],
  ...['--set', 'augmentation.smallestCrop=0.7', '--set', 'augmentation.saturation=0.3'],
  ...['--set', 'augmentation.octaves=0.3', '--set', 'augmentation.filterDecibels=2.5'],
  ...['--set', 'augmentation.blank=0.15', '--set', 'augmentation.noise=0.05'],
];

/** All steps in an order in which each finds what it needs. */
export function planExperiments(settings: ExperimentSettings): Step[] {
  const at = (...parts: string[]): string => join(settings.out, ...parts);
  return [...composing(settings, at), ...training(settings, at), ...measuring(settings, at)];
}

type At = (...parts: string[]) => string;

function composing({ data, clips, testClips }: ExperimentSettings, at: At): Step[] {
  const compose = (name: string, split: string, count: number, seed: number, more: string[]): Step => ({
    name,
    experiment: 'data',
    args: [
      ...['compose', '--images', join(data, 'images'), '--sounds', join(data, 'sounds'), '--out', at(name)],
      ...['--size', '160x160', '--fps', '8', '--clips', String(count), '--seed', String(seed)],
      ...['--split', split, '--sources', split === 'train' ? heardSources : heldOutSource, ...more],
    ],
  });
  const half = Math.ceil(clips / 2);
  const two = ['--instruments', '2', '--switch', '0'];
  const truth = ['--silence', '0.3', '--absent', '0.3'];
  return [
    compose('train-one', 'train', half, 11, ['--instruments', '1', '--seconds', '4']),
    compose('train-two', 'train', half, 12, [...two, '--seconds', '4']),
    compose('test-one', 'test', testClips, 101, ['--instruments', '1', ...truth]),
    compose('test-two', 'test', testClips, 102, ['--instruments', '2', '--switch', '0.5', ...truth]),
  ];
}

/** A network to train; all have the same recipe, budget and seed. */
interface Training {
  name: string;
  experiment: Step['experiment'];
  flags: readonly string[];
  /** The model it starts from. */
  from?: string;
}

const contrastive = ['--objective', 'contrastive', '--per-video', '2'];
const avc = ['--objective', 'avc'];

/**
 * Plain AVC from random weights stays at chance for tens of thousands of pairs on a small machine (the published
 * runs had batches of 2,048). So the networks that learn AVC, safe and naive alike, start from the same AVE-Net that
 * learnt contrastively; the motion networks, whose towers differ, start from nothing.
 */
const models: readonly Training[] = [
  { name: 'ave-contrastive', experiment: 'table1', flags: ['--network', 'ave', ...contrastive] },
  { name: 'ave', experiment: 'table1', flags: ['--network', 'ave', ...avc], from: 'ave-contrastive' },
  { name: 'l3', experiment: 'table1', flags: ['--network', 'l3', ...avc], from: 'ave-contrastive' },
  {
    name: 'ave-naive',
    experiment: 'shortcut',
    flags: ['--network', 'ave', ...avc, '--sampling', 'naive'],
    from: 'ave-contrastive',
  },
  { name: 'ave-mf', experiment: 'motion', flags: ['--network', 'ave-mf', ...contrastive] },
  { name: 'ave-of', experiment: 'motion', flags: ['--network', 'ave-of', ...contrastive] },
  {
    name: 'avol',
    experiment: 'localisation',
    flags: ['--network', 'avol', ...contrastive],
    from: 'ave-contrastive',
  },
];

function training({ pairs, device }: ExperimentSettings, at: At): Step[] {
  return models.map(({ name, experiment, flags, from }) => ({
    name: `train-${name}`,
    experiment,
    args: [
      ...['train', at('train-one'), at('train-two'), '--library', at('library'), '--out', at('models', name)],
      ...[...flags, ...(from === undefined ? [] : ['--init', at('models', from)])],
      ...['--pairs', String(pairs), '--seed', '5', '--device', device, ...recipe],
    ],
  }));
}

function measuring(_settings: ExperimentSettings, at: At): Step[] {
  const evaluate = (
    name: string,
    experiment: Step['experiment'],
    model: string,
    set: string,
    more: readonly string[] = [],
  ): Step => ({
    name: `evaluate-${name}`,
    experiment,
    args: [
      ...['evaluate', '--library', at('library'), '--model', at('models', model), '--seed', '1'],
      ...['--labels', at(set, 'labels.json'), '--name', name, ...more],
    ],
  });
  return [
    ...models.map(({ name, experiment }) => evaluate(name, experiment, name, 'test-one')),
    evaluate('l3-cca', 'table1', 'l3', 'test-one', ['--align-on', at('train-one')]),
    evaluate('avol-two', 'localisation', 'avol', 'test-two'),
    evaluate('avol-real', 'real', 'avol', 'real'),
    evaluate('ave-real', 'real', 'ave-contrastive', 'real'),
  ];
}
