import { join } from 'node:path';

/** What all experiments share: where things lie and how much is spent. */
export interface ExperimentSettings {
  /** Pictures and sounds as `earsight compose` takes them. */
  data: string;
  /** Everything that is made: clips, libraries, models, results. */
  out: string;
  /** An AVE-Net that has learnt contrastively at 112 pixels and that all networks start from; null to train it. */
  base: string | null;
  /** Pairs that the base learns from. */
  pairs: number;
  /** Pairs that every network of Table 1, the shortcut and localisation learns from after that. */
  furtherPairs: number;
  /** The same for the networks that see motion and the AVE-Net beside them. */
  motionPairs: number;
  /** Clips to learn from, three fifths with one instrument and the rest with two. */
  clips: number;
  /** Clips to measure on, of each kind. */
  testClips: number;
  device: string;
}

/** One command of `earsight`. A step whose result file is there is not run again. */
export interface Step {
  name: string;
  /** The experiment it belongs to, for `--only`. */
  experiment: 'data' | 'base' | 'table1' | 'shortcut' | 'motion' | 'localisation' | 'real';
  args: readonly string[];
}

/** The sound source that no training hears; the other two are heard. */
const heardSources = 'fluidr3,timgm6mb';
const heldOutSource = 'freepats';

/** Augmentation and width, the same for every network that is compared. */
const augmentation = [
  ...['--width', '0.25', '--cache-rate', '2', '--cache-size', '12'],
  ...['--set', 'augmentation.smallestCrop=0.7', '--set', 'augmentation.saturation=0.3'],
  ...['--set', 'augmentation.octaves=0.3', '--set', 'augmentation.filterDecibels=2.5'],
  ...['--set', 'augmentation.blank=0.15', '--set', 'augmentation.noise=0.05'],
];
/** Pictures of 112 pixels and half a second of sound make a step about four times cheaper than the published sizes. */
const small = ['--image-size', '112', '--set', 'soundSeconds=0.5'];
const start = ['--batch', '128', '--learning-rate', '0.0025', '--set', 'warmUpSteps=100', ...small];
const further = ['--batch', '128', '--learning-rate', '0.001', '--set', 'warmUpSteps=20', ...small];
/** 25 frames a moment: a smaller batch fits into memory. */
const moving = [
  ...['--batch', '32', '--learning-rate', '0.0005', '--set', 'warmUpSteps=10', ...small],
  // Flow is computed for each pair that is looked at.
  ...['--set', 'validationPairs=96'],
];

/** All steps in an order in which each finds what it needs. */
export function planExperiments(settings: ExperimentSettings): Step[] {
  const at = (...parts: string[]): string => join(settings.out, ...parts);
  return [...composing(settings, at), ...training(settings, at), ...measuring(settings, at)];
}

type At = (...parts: string[]) => string;

function composing({ data, clips, testClips }: ExperimentSettings, at: At): Step[] {
  const compose = (
    name: string,
    split: string,
    count: number,
    seed: number,
    more: string[],
    fps = 8,
  ): Step => ({
    name,
    experiment: 'data',
    args: [
      ...['compose', '--images', join(data, 'images'), '--sounds', join(data, 'sounds'), '--out', at(name)],
      ...['--size', '160x160', '--fps', String(fps), '--clips', String(count), '--seed', String(seed)],
      ...['--split', split, '--sources', split === 'train' ? heardSources : heldOutSource, ...more],
    ],
  });
  const single = Math.round(clips * 0.6);
  const two = ['--instruments', '2'];
  const rare = ['--silence', '0.05', '--absent', '0.05'];
  const truth = ['--silence', '0.3', '--absent', '0.3'];
  const mixed = ['--instruments', 'mix', '--seconds', '4'];
  return [
    compose('train-one', 'train', single, 11, ['--instruments', '1', '--seconds', '4']),
    compose('train-two', 'train', clips - single, 12, [...two, '--switch', '0', ...rare, '--seconds', '4']),
    ...[
      compose('train-motion', 'train', MOTION_CLIPS, 13, mixed, 25),
      compose('test-motion', 'test', MOTION_TEST_CLIPS, 103, mixed, 25),
    ].map((step): Step => ({ ...step, experiment: 'motion' })),
    compose('test-one', 'test', testClips, 101, ['--instruments', '1', ...truth]),
    compose('test-two', 'test', testClips, 102, [...two, '--switch', '0.5', ...truth]),
  ];
}

/** Clips for the networks that see motion, at 25 frames a second; as many frames a moment fill the cache quickly. */
const MOTION_CLIPS = 160;
/** Flow at 224 pixels takes some ten seconds a moment on two cores. */
const MOTION_TEST_CLIPS = 60;

/** A network to train; all start from the base and have the same recipe, budget and seed within their group. */
interface Training {
  name: string;
  experiment: 'table1' | 'shortcut' | 'motion' | 'localisation';
  flags: readonly string[];
}

const contrastive = ['--objective', 'contrastive', '--per-video', '2'];
const avc = ['--objective', 'avc'];

/**
 * Plain AVC from random weights stays at chance for tens of thousands of pairs on a small machine (the published
 * runs had batches of 2,048). So all networks start from the same AVE-Net that learnt contrastively.
 */
const models: readonly Training[] = [
  { name: 'ave-contrastive', experiment: 'table1', flags: ['--network', 'ave', ...contrastive] },
  { name: 'ave', experiment: 'table1', flags: ['--network', 'ave', ...avc] },
  { name: 'l3', experiment: 'table1', flags: ['--network', 'l3', ...avc] },
  {
    name: 'ave-naive',
    experiment: 'shortcut',
    flags: ['--network', 'ave', ...avc, '--sampling', 'naive'],
  },
  { name: 'avol', experiment: 'localisation', flags: ['--network', 'avol', ...contrastive] },
  { name: 'ave-still', experiment: 'motion', flags: ['--network', 'ave', ...contrastive] },
  { name: 'ave-of', experiment: 'motion', flags: ['--network', 'ave-of', ...contrastive] },
  { name: 'ave-mf', experiment: 'motion', flags: ['--network', 'ave-mf', ...contrastive] },
];

function training(settings: ExperimentSettings, at: At): Step[] {
  const { device, pairs, furtherPairs, motionPairs } = settings;
  const base = settings.base ?? at('models', 'base');
  const train = (name: string, experiment: Step['experiment'], sets: string[], more: string[]): Step => ({
    name: `train-${name}`,
    experiment,
    args: [
      ...['train', ...sets.map((set) => at(set)), '--library', at('library')],
      ...['--out', at('models', name), '--seed', '5', '--device', device, ...augmentation, ...more],
    ],
  });
  const first = train(
    'base',
    'base',
    ['train-one'],
    ['--network', 'ave', ...contrastive, '--pairs', String(pairs), ...start],
  );
  const steps = models.map(({ name, experiment, flags }) => {
    const moves = experiment === 'motion';
    return train(name, experiment, moves ? ['train-motion'] : ['train-one', 'train-two'], [
      ...[...flags, '--init', base, '--pairs', String(moves ? motionPairs : furtherPairs)],
      ...(moves ? moving : further),
    ]);
  });
  return settings.base === null ? [first, ...steps] : steps;
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
      ...['evaluate', '--library', at('library'), '--seed', '1'],
      ...['--model', model.startsWith('starter-') ? model : at('models', model)],
      ...['--labels', at(set, 'labels.json'), '--name', name, ...more],
    ],
  });
  return [
    ...models.map(({ name, experiment }) =>
      evaluate(name, experiment, name, experiment === 'motion' ? 'test-motion' : 'test-one'),
    ),
    evaluate('l3-cca', 'table1', 'l3', 'test-one', ['--align-on', at('train-one')]),
    evaluate('avol-two', 'localisation', 'avol', 'test-two'),
    evaluate('avol-real', 'real', 'avol', 'real'),
    evaluate('ave-real', 'real', 'ave-contrastive', 'real'),
    // What ships, on the same clips.
    evaluate('starter-ave', 'table1', 'starter-ave', 'test-one'),
    evaluate('starter-avol', 'localisation', 'starter-avol', 'test-one'),
    evaluate('starter-avol-two', 'localisation', 'starter-avol', 'test-two'),
    evaluate('starter-ave-real', 'real', 'starter-ave', 'real'),
    evaluate('starter-avol-real', 'real', 'starter-avol', 'real'),
  ];
}
