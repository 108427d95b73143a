import { sizeOf } from '../../engine/index.ts';
import { declareWeights } from '../declare.ts';
import type { NetworkName } from '../networks.ts';
import { ModelError, type Weight, type WeightMap } from './weight.ts';

/** What wrappers put before every name: DataParallel, Lightning, and a model kept in a field. */
const wrapper = /^(?:module|model|net|network)\./;

/** How re-implementations call the two towers. */
const towers: readonly [RegExp, string][] = [
  [
    /^(?:vision|visual|image|img|video|frame|rgb)(?:_?(?:net|subnet|network|encoder|tower|model|stream))?\./i,
    'vision.',
  ],
  [/^(?:audio|aud|sound|spectrogram)(?:_?(?:net|subnet|network|encoder|tower|model|stream))?\./i, 'audio.'],
  [/^(?:flow|motion)(?:_?(?:net|subnet|network|encoder|tower|model|stream))?\./i, 'flow.'],
];

/** How they call layers: `conv1-1`, `conv11` and `conv_1_1` are conv1_1; `batchnorm`, `norm` are bn. */
const layers: readonly [RegExp, string][] = [
  [/^(?:features|layers|backbone|head)\./, ''],
  [/^conv_?(\d)[-_]?(\d)\./, 'conv$1_$2.'],
  [/^(?:bn|batch_?norm|norm)_?(\d)[-_]?(\d)\./i, 'bn$1_$2.'],
  [/^(?:fc|linear|dense)_?(\d)\./i, 'fc$1.'],
];

/** Statistics that PyTorch counts and nobody reads. */
const ignored = /\.num_batches_tracked$/;

/** Endings that other frameworks and older versions use. */
const endings: readonly [RegExp, string][] = [
  [/\.gamma$/, '.weight'],
  [/\.beta$/, '.bias'],
  [/\.(?:moving_mean|mean)$/, '.running_mean'],
  [/\.(?:moving_variance|moving_var|var)$/, '.running_var'],
];

/** The name that a weight of a PyTorch re-implementation has here (the table of docs/models.md). */
export function ownName(foreign: string): string {
  let name = foreign;
  while (wrapper.test(name)) name = name.replace(wrapper, '');
  for (const [pattern, own] of endings) name = name.replace(pattern, own);
  const tower = towers.find(([pattern]) => pattern.test(name));
  const rest = tower ? name.replace(tower[0], '') : name;
  const layer = layers.reduce((text, [pattern, own]) => text.replace(pattern, own), rest);
  return (tower?.[1] ?? '') + layer;
}

/**
 * The weights of a re-implementation under our names and in our shapes: axes of size 1 may be there or not (a
 * fully connected layer kept as a 1×1 convolution, a scale kept as a number); everything else must fit.
 * Missing and misshapen weights are left to `requireWeights`.
 * Throws `ModelError` when two weights mean the same one.
 */
export function importStateDict(network: NetworkName, width: number, foreign: WeightMap): WeightMap {
  const shapes = new Map(declareWeights(network, width).map(({ name, shape }) => [name, shape]));
  const own = new Map<string, Weight>();
  for (const [foreignName, weight] of foreign) {
    if (ignored.test(foreignName)) continue;
    const name = shapes.has(foreignName) ? foreignName : ownName(foreignName);
    if (own.has(name))
      throw new ModelError(`two weights of the file mean "${name}"; one is "${foreignName}"`, name);
    const shape = shapes.get(name);
    own.set(name, shape && differsByOnes(weight.shape, shape) ? { shape, values: weight.values } : weight);
  }
  return own;
}

function differsByOnes(a: readonly number[], b: readonly number[]): boolean {
  const without = (shape: readonly number[]): string => shape.filter((size) => size !== 1).join();
  return sizeOf(a) === sizeOf(b) && without(a) === without(b);
}
