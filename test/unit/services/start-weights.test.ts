import { expect, test } from 'vitest';
import { closeGraph, onnxRuntime, sizeOf } from '../../../src-main/engine/index.ts';
import { visionInputs } from '../../../src-main/networks/declare.ts';
import {
  type NetworkName,
  networkOf,
  randomWeights,
  TrainingLayers,
  type WeightMap,
} from '../../../src-main/networks/index.ts';
import { startWeights } from '../../../src-main/services/runs/start-weights.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';

const WIDTH = 1 / 32;
const SIZE = 32;

/** A network's vectors of two pictures, each input given by its shape. */
async function pictureVectors(
  name: NetworkName,
  weights: WeightMap,
  inputs: (input: string, shape: readonly number[]) => Float32Array,
): Promise<Float32Array> {
  const vector = networkOf(name).vision(new TrainingLayers(), visionInputs(name, 2, SIZE), WIDTH);
  const graph = closeGraph({ vector });
  const feeds: Record<string, Float32Array> = {};
  for (const [input, { shape }] of graph.inputs) feeds[input] = inputs(input, shape);
  for (const parameter of graph.parameters.keys()) feeds[parameter] = weights.get(parameter)!.values;
  const executable = await onnxRuntime('cpu').compile(graph);
  const results = await executable.run(feeds);
  await executable.release();
  return results.vector!;
}

const ave = randomWeights('ave', WIDTH, 3);
const seeded = (_name: string, shape: readonly number[]) => seededValues(sizeOf(shape), 5);

/** `from`, with what it lacks drawn anew. */
function started(from: NetworkName, to: NetworkName): WeightMap {
  return new Map([...randomWeights(to, WIDTH, 8), ...startWeights(ave, from, to, WIDTH)]);
}

test('AVE+OF starts as the AVE-Net it comes from, whatever moves', async () => {
  const expected = await pictureVectors('ave', ave, seeded);
  const actual = await pictureVectors('ave-of', started('ave', 'ave-of'), seeded);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 5);
});

test('3-D kernels of AVE+MF add up over time to the kernels they come from', () => {
  const kernels = started('ave', 'ave-mf');
  const [flat, deep] = [ave.get('vision.conv2_1.weight')!, kernels.get('vision.conv2_1.weight')!];
  expect(deep.shape).toEqual([flat.shape[0], flat.shape[1], 3, 3, 3]);
  for (const [index, value] of flat.values.entries()) {
    const [kernel, place] = [Math.floor(index / 9), index % 9];
    const overTime = [0, 1, 2].map((step) => deep.values[kernel * 27 + step * 9 + place]!);
    expect(overTime[0]! + overTime[1]! + overTime[2]!).toBeCloseTo(value, 5);
  }
});

test('the picture head of AVE-Net starts the cells of AVOL-Net', () => {
  const avol = started('ave', 'avol');
  expect(avol.get('vision.conv5.weight')!.values).toEqual(ave.get('vision.fc1.weight')!.values);
  expect(avol.has('vision.fc1.weight')).toBe(false);
});

test('what AVE-Net has learnt of distances is kept among the AVE-Nets, and starts anew elsewhere', () => {
  const learnt = ave.get('fc3.weight')!;
  const model = new Map([
    ...ave,
    ['fc3.weight', { ...learnt, values: learnt.values.map((value) => value * 3) }],
  ]);
  for (const to of ['ave-mf', 'ave-of'] as const)
    expect(startWeights(model, 'ave', to, WIDTH).get('fc3.weight')).toEqual(model.get('fc3.weight'));
  expect(startWeights(model, 'ave', 'avol', WIDTH).has('fc3.weight')).toBe(false);
});
