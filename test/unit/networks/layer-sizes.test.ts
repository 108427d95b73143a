import { describe, expect, test } from 'vitest';
import { op, type Tensor } from '../../../src-main/engine/index.ts';
import {
  declareWeights,
  describeNetwork,
  type Layers,
  type NetworkName,
  networkOf,
  TrainingLayers,
} from '../../../src-main/networks/index.ts';

/** Sizes of the outputs of every block and pool, in order, as the tower is built. */
function recordedSizes(build: (layers: Layers) => Tensor): Record<string, string> {
  const sizes: Record<string, string> = {};
  const inner = new TrainingLayers();
  const layers: Layers = {
    block: (tower, layer, x, channels, options) => {
      const y = inner.block(tower, layer, x, channels, options);
      sizes[`${tower}.conv${layer}`] = y.shape.slice(1).join('×');
      if (layer !== '1_1' && layer.endsWith('_1'))
        sizes[`${tower}.into${layer}`] = x.shape.slice(2).join('×');
      return y;
    },
    linear: (name, x, features) => inner.linear(name, x, features),
    pointConvolution: (name, x, channels) => inner.pointConvolution(name, x, channels),
    weight: (name, shape, initial) => inner.weight(name, shape, initial),
  };
  sizes.output = build(layers).shape.slice(1).join('×');
  return sizes;
}

const picture = (extra: readonly number[] = []) => op.input('image', [2, 3, ...extra, 224, 224]);
const spectrogram = () => op.input('spectrogram', [2, 1, 257, 200]);

describe('layer sizes at full width are those of Objects that Sound, Fig. 2', () => {
  test('the vision ConvNet', () => {
    const sizes = recordedSizes((layers) => networkOf('ave').vision(layers, { image: picture() }, 1));
    expect(sizes).toMatchObject({
      'vision.conv1_1': '64×112×112',
      'vision.conv1_2': '64×112×112',
      'vision.into2_1': '56×56',
      'vision.conv2_1': '128×56×56',
      'vision.conv2_2': '128×56×56',
      'vision.into3_1': '28×28',
      'vision.conv3_2': '256×28×28',
      'vision.into4_1': '14×14',
      'vision.conv4_1': '512×14×14',
      'vision.conv4_2': '512×14×14',
      output: '128',
    });
  });

  test('the audio ConvNet', () => {
    const sizes = recordedSizes((layers) => networkOf('ave').audio(layers, spectrogram(), 1));
    expect(sizes).toMatchObject({
      'audio.conv1_1': '64×128×100',
      'audio.conv1_2': '64×128×100',
      'audio.into2_1': '64×50',
      'audio.conv2_2': '128×64×50',
      'audio.into3_1': '32×25',
      'audio.conv3_2': '256×32×25',
      'audio.into4_1': '16×12',
      'audio.conv4_2': '512×16×12',
      output: '128',
    });
  });

  test('L³-Net ends in 512 + 512 pooled features', () => {
    expect(recordedSizes((layers) => networkOf('l3').vision(layers, { image: picture() }, 1)).output).toBe(
      '512',
    );
    expect(recordedSizes((layers) => networkOf('l3').audio(layers, spectrogram(), 1)).output).toBe('512');
  });

  test('AVOL-Net gives a vector of 128 for each of 14×14 cells', () => {
    expect(recordedSizes((layers) => networkOf('avol').vision(layers, { image: picture() }, 1)).output).toBe(
      '128×14×14',
    );
  });

  test('AVE+OF joins two streams of 256 into 512 channels after pool3', () => {
    const flow = op.input('flow', [2, 20, 224, 224]);
    const layers = new TrainingLayers();
    networkOf('ave-of').vision(layers, { image: picture(), flow }, 1);
    const shapes = new Map(layers.declarations.map(({ name, shape }) => [name, shape]));
    expect(shapes.get('flow.conv1_1.weight')).toEqual([64, 20, 3, 3]);
    expect(shapes.get('vision.conv4_1.weight')).toEqual([512, 512, 3, 3]);
  });

  test('AVE+MF takes 25 frames down to one step of time', () => {
    const sizes = recordedSizes((layers) => networkOf('ave-mf').vision(layers, { image: picture([25]) }, 1));
    expect(sizes).toMatchObject({
      'vision.conv1_2': '64×13×112×112',
      'vision.conv2_2': '128×6×56×56',
      'vision.conv3_2': '256×3×28×28',
      'vision.conv4_2': '512×1×14×14',
      output: '128',
    });
  });

  test('each ConvNet has about 4.7 million weights', () => {
    for (const tower of ['vision', 'audio']) {
      const count = declareWeights('l3', 1)
        .filter(({ name, learnt }) => learnt && name.startsWith(tower))
        .reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
      expect(count / 1e6).toBeCloseTo(4.7, 1);
    }
  });
});

describe.each([1, 0.5, 0.25])('at width %s', (width) => {
  test.each<NetworkName>(['ave', 'avol', 'l3', 'ave-mf', 'ave-of'])(
    '%s is a legal graph with one score a pair',
    (name) => {
      const { graph } = describeNetwork(name, width);
      expect(graph.outputs.logit!.shape).toEqual([1]);
    },
  );
});
