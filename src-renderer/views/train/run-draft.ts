import type { Input } from '../../../src-main/contract/contract.ts';
import type { ModelInfo } from '../../../src-main/contract/models.ts';
import { type RunItem, type TrainRequest, trainerDefaults } from '../../../src-main/contract/runs.ts';

export type Network = TrainRequest['network'];

/** The networks in the order of the form. */
export const networks: readonly Network[] = ['avol', 'ave', 'l3', 'ave-mf', 'ave-of'];

/** A run as the form holds it. */
export interface RunDraft {
  name: string;
  network: Network;
  /** Sources that are not learnt from: new folders take part by themselves. */
  without: number[];
  /** Name of the model to start from; empty for random weights. */
  init: string;
  budget: 'pairs' | 'minutes';
  pairs: number;
  minutes: number;
  objective: 'contrastive' | 'avc';
  sampling: 'safe' | 'naive';
  width: number;
  batch: number;
  learningRate: number;
  imageSize: number;
  patience: number;
  seed: number;
  cacheRate: number;
  cacheGigabytes: number;
  device: TrainRequest['device'];
}

/** The trainer's own defaults, and a length that says something soon. */
export function newDraft(): RunDraft {
  return {
    name: '',
    network: 'avol',
    without: [],
    init: '',
    budget: 'pairs',
    pairs: 20_000,
    minutes: 60,
    ...trainerDefaults,
    cacheRate: 2,
    cacheGigabytes: 4,
    device: 'auto',
  };
}

/** How often a run validates over its length: a dozen points make a curve. */
const validations = 12;

/**
 * What the form asks the services for.
 * @param width that of the model it starts from, where there is one: other weights would not fit
 */
export function requestOf(
  draft: RunDraft,
  sources: readonly number[],
  width: number | null,
): Input<'runs.start'> {
  const every = Math.max(draft.batch, Math.ceil(draft.pairs / validations));
  const byPairs = {
    pairs: draft.pairs,
    validateEvery: every,
    checkpointEvery: Math.min(2000, every),
    // Looking must stay a small part of the work, in short runs too.
    validationPairs: Math.min(512, Math.max(16, Math.ceil(draft.pairs / 20))),
  };
  return {
    name: draft.name.trim(),
    network: draft.network,
    sources: [...sources],
    ...(draft.init === '' ? {} : { init: draft.init }),
    ...(draft.budget === 'minutes' ? { minutes: draft.minutes } : {}),
    device: draft.device,
    cacheRatePerSecond: draft.cacheRate,
    cacheBytes: Math.round(draft.cacheGigabytes * 1e9),
    options: {
      ...(draft.budget === 'pairs' ? byPairs : {}),
      objective: draft.objective,
      sampling: draft.sampling,
      width: width ?? draft.width,
      batch: draft.batch,
      learningRate: draft.learningRate,
      imageSize: draft.imageSize,
      patience: draft.patience,
      seed: draft.seed,
    },
  };
}

/** Models that a run of a network can start from: trained ones that share its towers. */
export function startsFor(network: Network, models: readonly ModelInfo[]): ModelInfo[] {
  const fits = ({ network: other, untrained }: ModelInfo) =>
    !untrained && other !== 'external' && (other === network || (shareTowers(other) && shareTowers(network)));
  // The same network first: it starts with its heads as well.
  return models.filter(fits).sort((a, b) => Number(b.network === network) - Number(a.network === network));
}

function shareTowers(network: string): boolean {
  return network === 'ave' || network === 'avol';
}

/** A name for the next model of a network that none has yet: `my-avol`, `my-avol-2`… */
export function freeName(network: Network, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `my-${network}` : `my-${network}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** The form filled in as a run was asked for, under a name of its own. */
export function draftLike(run: RunItem, name: string): RunDraft {
  const { request, options } = run.config as {
    request: TrainRequest;
    options: Partial<RunDraft> & { pairs?: number };
  };
  const known = Object.fromEntries(
    (
      [
        'objective',
        'sampling',
        'width',
        'batch',
        'learningRate',
        'imageSize',
        'patience',
        'seed',
        'pairs',
      ] as const
    )
      .filter((key) => options[key] !== undefined)
      .map((key) => [key, options[key]]),
  );
  return {
    ...newDraft(),
    ...known,
    name,
    network: run.network,
    init: request.init ?? '',
    budget: request.minutes === undefined ? 'pairs' : 'minutes',
    ...(request.minutes === undefined ? {} : { minutes: request.minutes }),
    cacheRate: request.cacheRatePerSecond,
    cacheGigabytes: request.cacheBytes / 1e9,
    device: request.device,
  };
}

/** A run whose measured speed tells how long another one takes: the same work a pair. */
export function runOfSameSpeed(draft: RunDraft, width: number, runs: readonly RunItem[]): RunItem | null {
  return (
    runs.find(({ network, pairsPerSecond, config }) => {
      if (network !== draft.network || !pairsPerSecond) return false;
      const { request, options } = config as {
        request: TrainRequest;
        options: { width: number; batch: number; imageSize: number };
      };
      return (
        request.device === draft.device &&
        options.width === width &&
        options.batch === draft.batch &&
        options.imageSize === draft.imageSize
      );
    }) ?? null
  );
}
