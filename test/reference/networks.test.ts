import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { onnxRuntime, sizeOf } from '../../src-main/engine/index.ts';
import {
  declareWeights,
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  type NetworkName,
  openModel,
  readSafetensors,
  type Weight,
  type WeightMap,
} from '../../src-main/networks/index.ts';
import { trainingGraph } from '../../src-main/training/graph/training-graph.ts';
import { seededValues } from '../gradients/numeric-gradient.ts';
import { manifestOf } from '../unit/networks/manifest.ts';

// Made by generate_networks.py with PyTorch in float64.
const golden = readSafetensors(
  readFileSync(new URL('./golden/networks.safetensors', import.meta.url)),
).weights;

function nameSeed(name: string): number {
  let value = 7;
  for (const character of name) value = (value * 31 + character.charCodeAt(0)) % 1_000_003;
  return value;
}

/** Scale and offset of a weight's numbers, as the generator has them. */
function spread(name: string, shape: readonly number[]): readonly [number, number] {
  if (/\.conv\d_\d\.weight$/.test(name)) return [Math.fround(Math.sqrt(6 / sizeOf(shape.slice(1)))), 0];
  if (/\.bn.*(weight|running_var)$/.test(name)) return [0.3, 1];
  if (/\.bn.*(bias|running_mean)$/.test(name)) return [0.2, 0];
  if (name === 'conv7.weight') return [0.05, 0];
  if (name === 'fc3.weight') return [2, 0];
  if (name === 'fc3.bias') return [1, 0];
  if (name.endsWith('.bias')) return [0.1, 0];
  return [Math.fround(Math.sqrt(6 / (shape[0]! + shape[1]!))), 0];
}

function patternWeights(network: NetworkName, width: number): WeightMap {
  const weights = new Map<string, Weight>();
  for (const { name, shape } of declareWeights(network, width)) {
    const [scale, offset] = spread(name, shape);
    const values = seededValues(sizeOf(shape), nameSeed(name)).map(
      (value) => Math.fround(value * Math.fround(scale)) + offset,
    );
    weights.set(name, { shape, values });
  }
  return weights;
}

const bytes = (count: number) => Uint8Array.from(seededValues(count, 11), (value) => 127.5 + 127 * value);

/** Largest difference, relative to the largest value. */
function gap(expected: Float32Array, actual: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-7);
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i]!)), 0) / largest;
}

describe.each<NetworkName>(['ave', 'avol', 'l3', 'ave-mf', 'ave-of'])(
  '%s against PyTorch in float64',
  (network) => {
    test('has the same loss, and every gradient to 1e-4', async () => {
      const built = trainingGraph({
        network,
        objective: 'avc',
        width: 1 / 32,
        batch: 4,
        imageSize: 32,
        samples: 4800,
        perVideo: 1,
        calibration: 0,
        agreement: 0,
        spectral: false,
        image: defaultImageNormalisation,
        sound: defaultSpectrogramNormalisation,
      });
      const frames = built.graph.inputs.get('frames')!;
      const feeds: Record<string, Float32Array | Uint8Array> = {
        frames: bytes(sizeOf(frames.shape)),
        samples: seededValues(4 * 4800, 13),
        flow: seededValues(4 * 20 * 32 * 32, 12),
        labels: Float32Array.of(0, 1, 0, 1),
      };
      for (const [name, { values }] of patternWeights(network, 1 / 32)) feeds[name] = values;
      const executable = await onnxRuntime('cpu').compile(built.graph);
      const results = await executable.run(feeds);
      await executable.release();
      expect(results.loss![0]).toBeCloseTo(golden.get(`${network}/loss`)!.values[0]!, 5);
      const prefix = `${network}/gradient/`;
      const names = [...golden.keys()].filter((name) => name.startsWith(prefix));
      expect(names.length).toBe(built.graph.parameters.size);
      for (const name of names) {
        const weight = name.slice(prefix.length);
        expect(gap(golden.get(name)!.values, results[`gradient.${weight}`]!), weight).toBeLessThan(1e-4);
      }
    });
  },
);

describe.each<NetworkName>(['ave', 'avol', 'l3'])('an opened %s against PyTorch in float64', (network) => {
  test('has the same vectors and probabilities at the published sizes, to 1e-4', async () => {
    const model = openModel({
      manifest: manifestOf(network, 1 / 16),
      weights: patternWeights(network, 1 / 16),
      runtime: onnxRuntime('cpu'),
    });
    const frames = await model.embedFrames(bytes(2 * 224 * 224 * 3), 2);
    const sounds = await model.embedSounds(seededValues(2 * 48_000, 13), 2);
    const shown = network === 'avol' ? everyFourthCell(frames) : frames;
    expect(gap(golden.get(`${network}/frames`)!.values, shown)).toBeLessThan(1e-4);
    expect(gap(golden.get(`${network}/sounds`)!.values, sounds)).toBeLessThan(1e-4);
    const probability = await model.correspondence(frames, sounds, 2);
    expect(gap(golden.get(`${network}/probability`)!.values, probability)).toBeLessThan(1e-4);
    await model.release();
  });
});

/** The cells that the golden file keeps of each 14×14 grid: every fourth row and column. */
function everyFourthCell(grids: Float32Array): Float32Array {
  const kept: number[] = [];
  for (let item = 0; item < 2; item++) {
    for (let row = 0; row < 14; row += 4) {
      for (let column = 0; column < 14; column += 4) {
        const from = ((item * 14 + row) * 14 + column) * 128;
        kept.push(...grids.subarray(from, from + 128));
      }
    }
  }
  return Float32Array.from(kept);
}
