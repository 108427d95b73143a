import type { NetworkName, Weight, WeightMap } from '../../networks/index.ts';

/**
 * The weights of one model as a start for another network. Same names start as they are; AVE-Net's picture
 * head and AVOL-Net's are the same two layers, applied to the pooled picture in one and to every cell in the
 * other, so fc1, fc2 and conv5, conv6 start from each other.
 */
export function startWeights(weights: WeightMap, from: string, to: NetworkName): WeightMap {
  const renamed = new Map<string, Weight>(weights);
  const map = headMap(from, to);
  for (const [source, target] of map) {
    for (const part of ['weight', 'bias']) {
      const weight = weights.get(`vision.${source}.${part}`);
      if (weight) renamed.set(`vision.${target}.${part}`, weight);
      renamed.delete(`vision.${source}.${part}`);
    }
  }
  // The fusion of another network means something else.
  if (from !== to)
    for (const name of ['fc3.weight', 'fc3.bias', 'conv7.weight', 'conv7.bias']) renamed.delete(name);
  return renamed;
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
