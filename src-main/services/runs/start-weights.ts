import { EarsightError } from '../../contract/errors.ts';
import {
  declareWeights,
  type Manifest,
  type NetworkName,
  type Weight,
  type WeightMap,
} from '../../networks/index.ts';
import type { TrainOptions } from '../../training/index.ts';

/** Throws `invalid-input` when a model cannot start a run with these options. */
export function requireFit(
  { manifest, weights }: { manifest: Manifest; weights: WeightMap },
  { network, width }: Pick<TrainOptions, 'network' | 'width'>,
): void {
  if (manifest.network === 'external') {
    throw new EarsightError('invalid-input', 'A run cannot start from an external pair of encoders.', {
      field: 'init',
      allowed: 'a model of the networks ave, avol, l3, ave-mf or ave-of',
    });
  }
  if (manifest.width !== width) {
    throw new EarsightError(
      'invalid-input',
      `The starting model has width ${manifest.width}: a network of width ${width} has other layers.`,
      { field: 'width', allowed: String(manifest.width) },
    );
  }
  const start = startWeights(weights, manifest.network, network, width);
  const shared = declareWeights(network, width).filter(({ name }) => start.has(name));
  const odd = shared.find(({ name, shape }) => start.get(name)!.values.length !== product(shape));
  if (odd === undefined && shared.length > 0) return;
  throw new EarsightError(
    'invalid-input',
    `${network} cannot start from ${manifest.network}${odd ? `: "${odd.name}" is of another size` : ''}.`,
    { field: 'init', allowed: `a model of the network ${network} at width ${width}` },
  );
}

/**
 * The weights of one model as a start for another network. Same names start as they are; AVE-Net's picture
 * head and AVOL-Net's are the same two layers, applied to the pooled picture in one and to every cell in the
 * other, so fc1, fc2 and conv5, conv6 start from each other. Kernels that see more grow (`grown`), so that AVE+MF and
 * AVE+OF start close to the AVE-Net they come from.
 */
export function startWeights(weights: WeightMap, from: string, to: NetworkName, width: number): WeightMap {
  const renamed = new Map<string, Weight>(weights);
  const map = headMap(from, to);
  for (const [source, target] of map) {
    for (const part of ['weight', 'bias']) {
      const weight = weights.get(`vision.${source}.${part}`);
      if (weight) renamed.set(`vision.${target}.${part}`, weight);
      renamed.delete(`vision.${source}.${part}`);
    }
  }
  // The fusion of another network means something else; the AVE-Nets share theirs.
  if (from !== to && !(from.startsWith('ave') && to.startsWith('ave')))
    for (const name of ['fc3.weight', 'fc3.bias', 'conv7.weight', 'conv7.bias']) renamed.delete(name);
  for (const { name, shape } of declareWeights(to, width)) {
    const weight = renamed.get(name);
    if (weight) renamed.set(name, grown(weight, shape));
  }
  return renamed;
}

/**
 * A 2-D kernel as a 3-D one that answers a still clip as before: repeated in time and divided by the repetitions
 * (Carreira & Zisserman 2017, §2.4). A kernel for fewer input channels as one that ignores the others at first.
 * Anything else stays as it is.
 */
function grown(weight: Weight, shape: readonly number[]): Weight {
  const [out, channels, ...kernel] = weight.shape;
  if (out === undefined || channels === undefined || kernel.length !== 2 || shape[0] !== out) return weight;
  const area = kernel[0]! * kernel[1]!;
  const places = shape.slice(-2).every((length, axis) => length === kernel[axis]);
  if (places && shape.length === 5 && shape[1] === channels) {
    const steps = shape[2]!;
    const repeated = Array.from({ length: out * channels }, (_, index) => {
      const plane = weight.values.subarray(index * area, (index + 1) * area).map((value) => value / steps);
      return Array.from({ length: steps }, () => [...plane]);
    });
    return { shape, values: Float32Array.from(repeated.flat(2)) };
  }
  if (places && shape.length === 4 && shape[1]! > channels) {
    const values = new Float32Array(out * shape[1]! * area);
    for (let index = 0; index < out; index++) {
      const own = weight.values.subarray(index * channels * area, (index + 1) * channels * area);
      values.set(own, index * shape[1]! * area);
    }
    return { shape, values };
  }
  return weight;
}

function headMap(from: string, to: NetworkName): readonly (readonly [string, string])[] {
  const pairs = [
    ['fc1', 'conv5'],
    ['fc2', 'conv6'],
  ] as const;
  if (to === 'avol' && from.startsWith('ave')) return pairs;
  if (from === 'avol' && to.startsWith('ave')) return pairs.map(([ave, avol]) => [avol, ave] as const);
  return [];
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
