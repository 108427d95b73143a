import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { closeGraph, onnxRuntime, op, sizeOf, tensorFlowRuntime } from '../../../src-main/engine/index.ts';
import {
  declareWeights,
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  initialWeights,
  type NetworkName,
  openModel,
  opticalFlow,
} from '../../../src-main/networks/index.ts';
import { type Objective, trainingGraph } from '../../../src-main/training/graph/training-graph.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';
import { manifestOf } from '../networks/manifest.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function smallTraining(network: NetworkName, objective: Objective) {
  return trainingGraph({
    network,
    objective,
    width: 1 / 16,
    batch: 4,
    imageSize: 32,
    samples: 4800,
    perVideo: 2,
    calibration: 0.2,
    agreement: 0.5,
    spectral: true,
    image: defaultImageNormalisation,
    sound: defaultSpectrogramNormalisation,
  });
}

function feedsOf(built: ReturnType<typeof smallTraining>): Record<string, Float32Array | Uint8Array> {
  const feeds: Record<string, Float32Array | Uint8Array> = {};
  let seed = 1;
  for (const [name, { type, shape }] of built.graph.inputs) {
    const values = seededValues(sizeOf(shape), seed++);
    if (name === 'labels') feeds[name] = values.map((_, i) => i % 2);
    else if (type === 'uint8') feeds[name] = Uint8Array.from(values, (value) => 127.5 + 127 * value);
    else feeds[name] = values;
  }
  for (const [name, weight] of initialWeights(built.declarations, 3)) {
    if (built.graph.parameters.has(name)) feeds[name] = weight.values;
  }
  return feeds;
}

/** A model of random weights at the smallest width. */
function smallModel(network: NetworkName) {
  const width = 1 / 16;
  return { manifest: manifestOf(network, width), weights: initialWeights(declareWeights(network, width), 4) };
}

/** Largest difference of two arrays, relative to the largest value. */
function gap(a: Float32Array, b: Float32Array): number {
  const largest = a.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0) / largest;
}

describe('the tensorflow runtime, on the JavaScript backend', () => {
  test.each([
    ['ave', 'avc'],
    ['ave', 'contrastive'],
    ['avol', 'contrastive'],
    ['avol', 'avc'],
    ['l3', 'avc'],
    ['ave-mf', 'avc'],
    ['ave-of', 'avc'],
  ] as const)(
    'agrees with ONNX Runtime on the loss and every gradient of %s, %s',
    async (network, objective) => {
      const built = smallTraining(network, objective);
      const feeds = feedsOf(built);
      const expected = await (await onnxRuntime('cpu').compile(built.graph)).run(feeds);
      const actual = await (await tensorFlowRuntime(tf).compile(built.graph)).run(feeds);
      expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
      expect(expected.loss![0]).toBeGreaterThan(0.1);
      for (const [name, values] of Object.entries(expected)) {
        expect(gap(values, actual[name]!), name).toBeLessThan(2e-3);
      }
    },
  );

  test('agrees with ONNX Runtime on pictures read between their pixels and beyond their border', async () => {
    const [x, places] = [op.input('x', [2, 3, 5, 7]), op.input('places', [2, 4, 6, 2])];
    const graph = closeGraph({ y: op.gridSample(x, places) });
    const feeds = {
      x: seededValues(2 * 3 * 5 * 7, 1),
      places: seededValues(2 * 4 * 6 * 2, 2).map((value) => 1.4 * value),
    };
    const expected = await (await onnxRuntime('cpu').compile(graph)).run(feeds);
    const actual = await (await tensorFlowRuntime(tf).compile(graph)).run(feeds);
    expect(gap(expected.y!, actual.y!)).toBeLessThan(1e-5);
  });

  test('finds the same TV-L1 flow as ONNX Runtime, over all levels of the pyramid', async () => {
    const [height, width] = [26, 33];
    // A smooth pattern and the same one moved by 1.2 and −0.7 pixels.
    const picture = (dx: number, dy: number) =>
      Float32Array.from({ length: height * width }, (_, at) => {
        const [x, y] = [(at % width) - dx, Math.floor(at / width) - dy];
        return 128 + 60 * Math.sin(x / 3) * Math.cos(y / 4) + 30 * Math.sin((x + 2 * y) / 5);
      });
    const effort = { levels: 2, warps: 3, iterations: 20 };
    const [expected, actual] = await Promise.all(
      [onnxRuntime('cpu'), tensorFlowRuntime(tf)].map(async (runtime) => {
        const estimator = await opticalFlow(runtime, 1, height, width, effort);
        const flow = await estimator.flow(picture(0, 0), picture(1.2, -0.7));
        await estimator.release();
        return flow;
      }),
    );
    expect(Math.max(...expected!)).toBeGreaterThan(1);
    expect(gap(expected!, actual!)).toBeLessThan(2e-3);
  }, 60_000);

  test('embeds and maps with AVOL-Net as ONNX Runtime does', async () => {
    const { manifest, weights } = smallModel('avol');
    const expected = openModel({ manifest, weights, runtime: onnxRuntime('cpu') });
    const actual = openModel({ manifest, weights, runtime: tensorFlowRuntime(tf) });
    const frame = Uint8Array.from(seededValues(224 * 224 * 3, 5), (value) => 127.5 + 127 * value);
    const sound = seededValues(48_000, 6);
    expect(gap(await expected.embedFrames(frame, 1), await actual.embedFrames(frame, 1))).toBeLessThan(2e-3);
    expect(gap(await expected.embedSounds(sound, 1), await actual.embedSounds(sound, 1))).toBeLessThan(2e-3);
  }, 60_000);

  test('frees everything between runs', async () => {
    const built = smallTraining('ave', 'avc');
    const executable = await tensorFlowRuntime(tf).compile(built.graph);
    const feeds = feedsOf(built);
    await executable.run(feeds);
    const after = tf.memory().numTensors;
    await executable.run(feeds);
    expect(tf.memory().numTensors).toBe(after);
    await executable.release();
  });
});
