import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { onnxRuntime } from '../../../src-main/engine/index.ts';
import {
  type RunState,
  readCheckpoint,
  type TrainingSet,
  type TrainRequest,
  train,
  trainOptionsSchema,
} from '../../../src-main/training/index.ts';
import { writeCheckpoint } from '../../../src-main/training/trainer/checkpoint.ts';
import { manifestOf } from '../networks/manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'earsight-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const stateAfter = (pairs: number): RunState => ({
  format: 1,
  options: trainOptionsSchema.parse({ network: 'ave' }),
  pairs,
  step: pairs / 32,
  seconds: 1.5,
  recentLoss: 0.7,
  best: null,
  validationsWithoutGain: 0,
  validationDue: false,
  startLoss: 0.7,
  stepsFarAbove: 0,
  curve: [],
});

/** Writes a checkpoint whose only weight is the number of pairs. */
function write(place: string, pairs: number): void {
  const values = new Map([['w', Float32Array.of(pairs, -pairs)]]);
  const weights = { learnt: values, measured: new Map(values) };
  writeCheckpoint(place, 'last', stateAfter(pairs), weights, {
    step: pairs / 32,
    first: values,
    second: values,
  });
}

test('a checkpoint comes back as it was written, and the newest one counts', () => {
  const place = join(folder, 'plain');
  expect(readCheckpoint(place, 'last')).toBeNull();
  write(place, 32);
  write(place, 64);
  const { state, weights, adam } = readCheckpoint(place, 'last')!;
  expect(state).toEqual(stateAfter(64));
  expect(weights.learnt.get('w')).toEqual(Float32Array.of(64, -64));
  expect([adam.step, adam.second.get('w')]).toEqual([2, Float32Array.of(64, -64)]);
  expect(existsSync(join(place, 'last.old'))).toBe(false);
});

test('a kill while a checkpoint is written leaves the one before it, at any moment', () => {
  const place = join(folder, 'killed');
  write(place, 32);
  // Half of a new one beside it.
  mkdirSync(join(place, 'last.new.abc'));
  writeFileSync(join(place, 'last.new.abc', 'arrays.safetensors'), 'half');
  expect(readCheckpoint(place, 'last')!.state.pairs).toBe(32);
  // The old one has made room, the new one has not its name yet.
  renameSync(join(place, 'last'), join(place, 'last.old'));
  expect(readCheckpoint(place, 'last')!.state.pairs).toBe(32);
  write(place, 64);
  expect(readCheckpoint(place, 'last')!.state.pairs).toBe(64);
  expect(readdirSync(place)).toEqual(['last']);
});

/** Noise of four videos; what is learnt of it does not matter here. */
const noise: TrainingSet = {
  clips: Array.from({ length: 4 }, (_, index) => ({
    video: `video ${index}`,
    startSeconds: 0,
    durationSeconds: 3,
    framesPerSecond: 25,
    moments: [1, 2].map((atSeconds) => ({ atSeconds, usable: true })),
  })),
  pictureSize: 32,
  framesPerMoment: 1,
  picture: (clip, moment) =>
    Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7919 + clip * 31 + moment * 17) % 251),
  sound: (clip, from, count) =>
    Float32Array.from({ length: count }, (_, i) => Math.sin((from + i) * (clip + 1))),
};

function request(name: string, onProgress: TrainRequest['onProgress'] = () => {}): TrainRequest {
  const options = trainOptionsSchema.parse({
    ...{ network: 'ave', width: 1 / 16, batch: 4, imageSize: 32, soundSeconds: 0.1, pairs: 24 },
    ...{ validationPairs: 2, validateEvery: 24, checkpointEvery: 8 },
  });
  const inputs = manifestOf('ave', 1 / 16);
  return { set: noise, options, inputs, runtime: onnxRuntime('cpu'), folder: join(folder, name), onProgress };
}

test('a run that dies loses no more than came after its last checkpoint, and ends the same', async () => {
  const whole = await train(request('whole'));
  const dying = train(
    request('dying', ({ state }) => {
      if (state.pairs === 20) throw new Error('the power went');
    }),
  );
  await expect(dying).rejects.toThrow('the power went');
  const seen: number[] = [];
  const resumed = await train(request('dying', ({ state }) => void seen.push(state.pairs)));
  expect(seen).toEqual([20, 24]);
  for (const [name, { values }] of whole.weights)
    expect(resumed.weights.get(name)!.values, name).toEqual(values);
});

test('a network of which few pairs take long writes checkpoints by time', async () => {
  const dying = request('slow', ({ state }) => {
    if (state.pairs === 4) throw new Error('the power went');
  });
  const options = { ...dying.options, checkpointEvery: 24, checkpointSeconds: 1e-6 };
  await expect(train({ ...dying, options })).rejects.toThrow('the power went');
  expect(readCheckpoint(join(folder, 'slow'), 'last')?.state.pairs).toBe(4);
});
