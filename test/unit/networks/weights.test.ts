import { describe, expect, test } from 'vitest';
import { onnxRuntime } from '../../../src-main/engine/index.ts';
import {
  declareWeights,
  foldBatchNorm,
  ModelError,
  openModel,
  randomWeights,
  readSafetensors,
  requireWeights,
  writeSafetensors,
} from '../../../src-main/networks/index.ts';
import { fromHalf, toHalf } from '../../../src-main/networks/weights/half.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';
import { manifestOf } from './manifest.ts';

describe('safetensors', () => {
  test('come back as they were written, from a Buffer too', () => {
    const weights = new Map([
      ['b', { shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-20, 7) }],
      ['a', { shape: [1], values: Float32Array.of(42) }],
    ]);
    const file = writeSafetensors(weights, 'F32', { note: 'x' });
    for (const bytes of [file, Buffer.from(file), Buffer.concat([Buffer.alloc(3), file]).subarray(3)]) {
      const read = readSafetensors(bytes);
      expect(read.weights.get('b')).toEqual(weights.get('b'));
      expect(read.weights.get('a')).toEqual(weights.get('a'));
      expect(read.metadata).toEqual({ note: 'x' });
    }
  });

  test('halves are the nearest ones, ties to even, with overflow, subnormals and NaN', () => {
    const values = Float32Array.of(
      0,
      -0,
      1,
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      65504,
      65520,
      2 ** -24,
      2 ** -26,
      -2.5,
      Number.NaN,
    );
    const half = toHalf(values);
    expect([...half.slice(0, 8)]).toEqual([0, 0x8000, 0x3c00, 0x3c00, 0x3c02, 0x7bff, 0x7c00, 1]);
    const back = fromHalf(half);
    expect(back[8]).toBe(0);
    expect(back[9]).toBe(-2.5);
    expect(back[10]).toBeNaN();
  });

  test.each([
    ['an empty file', new Uint8Array(0)],
    ['a header that is longer than the file', Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 123)],
    ['text', new TextEncoder().encode('not a safetensors file at all')],
  ])('%s is refused with a sentence', (_name, bytes) => {
    expect(() => readSafetensors(bytes)).toThrow(ModelError);
  });

  test('arrays that share their bytes are refused: a small file could claim any amount of memory', () => {
    const header = JSON.stringify({
      one: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      two: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = Buffer.concat([length, Buffer.from(header), Buffer.alloc(8)]);
    expect(() => readSafetensors(file)).toThrow(/"two" belong to another array/);
  });

  test('an array whose bytes lie outside of the file is refused by name', () => {
    const file = writeSafetensors(new Map([['w', { shape: [4], values: Float32Array.of(1, 2, 3, 4) }]]));
    expect(() => readSafetensors(file.subarray(0, file.length - 4))).toThrow(/"w"/);
  });
});

describe('weights of a network', () => {
  test('a missing one and one of another shape are named with what is needed', () => {
    const weights = new Map(randomWeights('ave', 0.25, 1));
    weights.set('fc3.weight', { shape: [2, 2], values: new Float32Array(4) });
    expect(() => requireWeights('ave', 0.25, weights)).toThrow(
      '"fc3.weight" is [2, 2]; ave at width 0.25 needs [2, 1]',
    );
    weights.delete('fc3.weight');
    expect(() => requireWeights('ave', 0.25, weights)).toThrow('"fc3.weight" is missing');
  });

  test('are the same for the same seed and others for another', () => {
    const name = 'vision.conv2_1.weight';
    expect(randomWeights('ave', 0.25, 7).get(name)).toEqual(randomWeights('ave', 0.25, 7).get(name));
    expect(randomWeights('ave', 0.25, 8).get(name)).not.toEqual(randomWeights('ave', 0.25, 7).get(name));
  });

  test('fc3 of AVE-Net starts with the sign that makes a small distance mean "corresponds"', async () => {
    const model = openModel({
      manifest: manifestOf('ave', 0.25),
      weights: randomWeights('ave', 0.25, 1),
      runtime: onnxRuntime('cpu'),
    });
    const axis = (index: number) => Float32Array.from({ length: 128 }, (_, i) => (i === index ? 1 : 0));
    const [near] = await model.correspondence(axis(0), axis(0), 1);
    const [far] = await model.correspondence(axis(0), axis(1), 1);
    expect(near).toBeGreaterThan(0.8);
    expect(far).toBeLessThan(0.5);
    await model.release();
  });

  test('folded batch norm gives what the formula gives', () => {
    const weights = new Map(randomWeights('ave', 1 / 16, 1));
    const put = (name: string, values: number[]) =>
      weights.set(name, { shape: [values.length], values: Float32Array.from(values) });
    put('audio.bn1_1.weight', [2, 1, 1, 1]);
    put('audio.bn1_1.bias', [0.5, 0, 0, 0]);
    put('audio.bn1_1.running_mean', [3, 0, 0, 0]);
    put('audio.bn1_1.running_var', [4, 1, 1, 1]);
    const folded = foldBatchNorm(weights);
    const before = weights.get('audio.conv1_1.weight')!.values[0]!;
    expect(folded.get('audio.conv1_1.weight')!.values[0]).toBeCloseTo((before * 2) / Math.sqrt(4 + 1e-5), 6);
    expect(folded.get('audio.conv1_1.bias')!.values[0]).toBeCloseTo(0.5 - (3 * 2) / Math.sqrt(4 + 1e-5), 5);
    expect([...folded.keys()].some((name) => name.includes('.bn'))).toBe(false);
  });
});

describe('an opened AVOL-Net', () => {
  test('gives a map whose largest cell is the score, and answers the sound', async () => {
    const model = openModel({
      manifest: manifestOf('avol', 0.25),
      weights: randomWeights('avol', 0.25, 2),
      runtime: onnxRuntime('cpu'),
    });
    const rgb = Uint8Array.from(seededValues(224 * 224 * 3, 1), (value) => 127.5 + 127 * value);
    const sounds = seededValues(2 * 48_000, 2);
    for (let i = 48_000; i < 96_000; i++) sounds[i] = Math.sin(i * 0.05);
    const grid = await model.embedFrames(rgb, 1);
    const vectors = await model.embedSounds(sounds, 2);
    const own = model.heatmap!(grid, vectors.subarray(0, 128));
    const other = model.heatmap!(grid, vectors.subarray(128));
    expect(own.values).toHaveLength(196);
    expect(own.score).toBe(Math.max(...own.values));
    expect(other.values).not.toEqual(own.values);
    expect(model.untrained).toBe(true);
    await model.release();
  });

  test('answers the same for items alone and in a batch of any number', async () => {
    const model = openModel({
      manifest: manifestOf('ave', 0.25),
      weights: randomWeights('ave', 0.25, 2),
      runtime: onnxRuntime('cpu'),
    });
    const sounds = seededValues(9 * 48_000, 5);
    const together = await model.embedSounds(sounds, 9);
    const alone = await model.embedSounds(sounds.subarray(8 * 48_000), 1);
    expect(together).toHaveLength(9 * 128);
    alone.forEach((value, i) => {
      expect(together[8 * 128 + i]).toBeCloseTo(value, 4);
    });
    await expect(model.embedSounds(sounds, 8)).rejects.toThrow(/samples/);
    await model.release();
  });
});

test('every learnt weight of every network is declared once', () => {
  for (const network of ['ave', 'avol', 'l3', 'ave-mf', 'ave-of'] as const) {
    const names = declareWeights(network, 0.25).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});
