import { describe, expect, it } from 'vitest';
import {
  importStateDict,
  ModelError,
  ownName,
  randomWeights,
  requireWeights,
  type Weight,
} from '../../../src-main/networks/index.ts';

describe('the names of PyTorch re-implementations', () => {
  it.each([
    ['vision.conv1_1.weight', 'vision.conv1_1.weight'],
    ['module.vision.conv1_1.weight', 'vision.conv1_1.weight'],
    ['model.module.vision_net.bn2-1.running_var', 'vision.bn2_1.running_var'],
    ['audio_subnet.conv42.bias', 'audio.conv4_2.bias'],
    ['imageEncoder.features.conv_3_1.weight', 'vision.conv3_1.weight'],
    ['aud.batchnorm1_2.gamma', 'audio.bn1_2.weight'],
    ['visual.linear1.bias', 'vision.fc1.bias'],
    ['fc3.weight', 'fc3.weight'],
    ['module.conv7.bias', 'conv7.bias'],
    ['vision.conv5.weight', 'vision.conv5.weight'],
  ])('%s is %s', (foreign, own) => {
    expect(ownName(foreign)).toBe(own);
  });
});

describe('a foreign state dict', () => {
  const own = randomWeights('avol', 0.125, 3);

  it('comes out under our names and in our shapes', () => {
    const foreign = new Map<string, Weight>();
    for (const [name, { shape, values }] of own) {
      const renamed = `module.${name.replace('vision.', 'vision_net.').replace('audio.', 'audio_net.')}`;
      // fc as a 1×1 convolution, conv5 as a fully connected layer, conv7 as two numbers.
      const bent = /fc\d\.weight$/.test(name)
        ? [...shape, 1, 1]
        : /conv[567]\.weight$/.test(name)
          ? shape.filter((size) => size > 1)
          : shape;
      foreign.set(renamed, { shape: bent, values });
    }
    foreign.set('module.vision_net.bn1_1.num_batches_tracked', { shape: [], values: Float32Array.of(5) });
    const imported = requireWeights('avol', 0.125, importStateDict('avol', 0.125, foreign));
    expect([...imported.keys()].sort()).toEqual([...own.keys()].sort());
    for (const [name, weight] of own) expect(imported.get(name)).toEqual(weight);
  });

  it('that means one weight twice is refused', () => {
    const foreign = new Map([...own, ['module.conv7.bias', own.get('conv7.bias')!] as const]);
    expect(() => importStateDict('avol', 0.125, foreign)).toThrow(ModelError);
  });

  it('with another shape is left for the check that names it', () => {
    const foreign = new Map(own);
    foreign.set('vision.conv5.weight', { shape: [128, 32], values: new Float32Array(128 * 32) });
    const imported = importStateDict('avol', 0.125, foreign);
    expect(() => requireWeights('avol', 0.125, imported)).toThrow(/vision\.conv5\.weight/);
  });
});
