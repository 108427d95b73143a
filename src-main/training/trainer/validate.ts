import { closeGraph, type Executable, op, type Runtime } from '../../engine/index.ts';
import {
  type FlowPreparer,
  foldBatchNorm,
  InferenceLayers,
  logSpectrogram,
  type Manifest,
  networkOf,
  normaliseImage,
  type WeightMap,
} from '../../networks/index.ts';
import type { TrainingSet } from '../dataset/training-set.ts';
import type { Sampler } from '../pairs/sampler.ts';
import { readBatch, withFlow } from './batches.ts';
import type { TrainOptions } from './options.ts';

/** How well a network tells matching from other pairs that it never learnt from. */
export interface Validation {
  /** Share of right answers over equally many matching and other pairs; chance is 0.5. */
  readonly avcAccuracy: number;
  readonly loss: number;
  readonly pairs: number;
  /** Log-odds of each pair; even ones match, odd ones do not. */
  readonly odds: Float32Array;
}

/** Validates weights as they change. Compiled once; the weights go in at each run. */
export interface Validator {
  validate(weights: WeightMap, signal?: AbortSignal): Promise<Validation>;
  release(): Promise<void>;
}

const BATCH = 16;

/** What a validator is made from. */
export interface ValidatorRequest {
  readonly set: TrainingSet;
  readonly sampler: Sampler;
  readonly options: TrainOptions;
  readonly inputs: Pick<Manifest, 'image' | 'sound'>;
  readonly runtime: Runtime;
  /** For AVE+OF. */
  readonly flow: FlowPreparer | null;
}

/** Prepares validation on fixed, seeded pairs: even ones match, odd ones do not. No augmentation. */
export async function makeValidator(request: ValidatorRequest): Promise<Validator> {
  const { set, options, inputs, runtime } = request;
  const executable = await runtime.compile(pairGraph(set, options, inputs));
  const batches = Math.ceil(options.validationPairs / BATCH);
  return {
    validate: async (weights, signal) => {
      const feeds = foldedFeeds(weights);
      const odds = new Float32Array(batches * BATCH);
      for (let batch = 0; batch < batches; batch++) {
        signal?.throwIfAborted();
        odds.set(await scoreBatch(request, executable, batch, feeds), batch * BATCH);
      }
      return { ...judge(odds), pairs: odds.length, odds };
    },
    release: () => executable.release(),
  };
}

function pairGraph(set: TrainingSet, options: TrainOptions, inputs: Pick<Manifest, 'image' | 'sound'>) {
  const layers = new InferenceLayers();
  const network = networkOf(options.network);
  const size = options.imageSize;
  const clip = options.network === 'ave-mf' ? [set.framesPerMoment] : [];
  const bytes = op.input('frames', [BATCH, ...clip, size, size, 3], 'uint8');
  const flow = options.network === 'ave-of' ? { flow: op.input('flow', [BATCH, 20, size, size]) } : {};
  const image = normaliseImage(bytes, inputs.image);
  const samples = op.input('samples', [BATCH, Math.round(options.soundSeconds * 48_000)]);
  const vision = network.vision(layers, { image, ...flow }, options.width);
  const audio = network.audio(layers, logSpectrogram(samples, inputs.sound), options.width);
  return closeGraph({ logit: network.fuse(layers, vision, audio) });
}

function foldedFeeds(weights: WeightMap): Record<string, Float32Array> {
  return Object.fromEntries([...foldBatchNorm(weights)].map(([name, weight]) => [name, weight.values]));
}

async function scoreBatch(
  { set, sampler, options, flow }: ValidatorRequest,
  executable: Executable,
  batch: number,
  feeds: Record<string, Float32Array>,
): Promise<Float32Array> {
  const pairs = Array.from({ length: BATCH }, (_, i) => sampler.pair(batch * BATCH + i, i % 2 === 0 ? 1 : 0));
  const read = readBatch(set, pairs, batch, {
    imageSize: options.imageSize,
    samples: Math.round(options.soundSeconds * 48_000),
    picture: null,
    sound: null,
    seed: options.seed,
  });
  const { logit } = await executable.run({ ...feeds, ...(await withFlow(read, flow)) });
  return logit!;
}

function judge(odds: Float32Array): { avcAccuracy: number; loss: number } {
  let [right, loss] = [0, 0];
  odds.forEach((value, index) => {
    const matches = index % 2 === 0;
    if (value > 0 === matches) right++;
    loss += Math.log1p(Math.exp(-Math.abs(value))) + Math.max(matches ? -value : value, 0);
  });
  return { avcAccuracy: right / odds.length, loss: loss / odds.length };
}
