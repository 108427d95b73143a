import type { ModelInfo, NetworkName } from '../../contract/models.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  EMBEDDING_SIZE,
  IMAGE_SIZE,
  type Manifest,
  randomWeights,
  SAMPLE_RATE_HZ,
  type WeightMap,
} from '../../networks/index.ts';
import { hashOf, parameterCount } from './model-folder.ts';

/** A network with seeded random weights: everything works, nothing it says means anything. */
export interface UntrainedModel {
  readonly name: string;
  readonly network: Exclude<NetworkName, 'external'>;
  readonly width: number;
}

const seed = 1;

/** What stands in for a starter model that did not come with the app. */
const standIns: Record<string, UntrainedModel> = {
  'starter-ave': { name: 'untrained-ave-w0.5', network: 'ave', width: 0.5 },
  'starter-avol': { name: 'untrained-avol-w0.5', network: 'avol', width: 0.5 },
};

/**
 * The untrained model of a name: `untrained-avol`, `untrained-ave-w0.25`, or a starter that is not there.
 * Null for any other name.
 */
export function untrainedByName(name: string): UntrainedModel | null {
  const standIn = standIns[name];
  if (standIn) return standIn;
  const match = /^untrained-(ave|avol|l3|ave-mf|ave-of)(?:-w(1|0\.5|0\.25|0\.125))?$/.exec(name);
  if (!match) return null;
  return { name, network: match[1] as UntrainedModel['network'], width: Number(match[2] ?? 1) };
}

/** What a list shows of it. */
export function describeUntrained(model: UntrainedModel): ModelInfo {
  const { name, network, width } = model;
  const parameters = parameterCount(network, width);
  return {
    name,
    network,
    width,
    parameters,
    embeddingSize: embeddingSize(model),
    hash: hashOfUntrained(model),
    untrained: true,
    training: null,
    dataLicence: null,
    folder: '',
    sizeBytes: 4 * parameters,
    builtIn: true,
  };
}

/** Its description and its seeded random weights. */
export function untrainedWeights(model: UntrainedModel): { manifest: Manifest; weights: WeightMap } {
  return { manifest: untrainedManifest(model), weights: randomWeights(model.network, model.width, seed) };
}

/** A manifest for a network that was never trained. */
export function untrainedManifest(model: UntrainedModel): Manifest {
  return {
    format: 1,
    network: model.network,
    width: model.width,
    embeddingSize: embeddingSize(model),
    image: {
      size: IMAGE_SIZE,
      mean: [...defaultImageNormalisation.mean],
      deviation: [...defaultImageNormalisation.deviation],
    },
    sound: { sampleRateHz: SAMPLE_RATE_HZ, seconds: 1, ...defaultSpectrogramNormalisation },
    hash: hashOfUntrained(model),
    training: null,
    dataLicence: null,
  };
}

/** Not of the weights, which would have to be made for every list, but of what makes them. */
function hashOfUntrained({ network, width }: UntrainedModel): string {
  return hashOf([Buffer.from(`untrained ${network} ${width} ${seed}`)]);
}

/** L³-Net's halves end in pooled features, four times as many as fit the common space. */
function embeddingSize({ network, width }: UntrainedModel): number {
  return network === 'l3' ? Math.round(512 * width) : EMBEDDING_SIZE;
}
