import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileResident, onnxRuntime } from '../../../src-main/engine/index.ts';
import { updateGraph } from '../../../src-main/training/graph/update-graph.ts';
import {
  type TrainingSet,
  TrainingStopped,
  type TrainOptions,
  type TrainRequest,
  train,
  trainOptionsSchema,
} from '../../../src-main/training/index.ts';
import { type Batch, readBatch } from '../../../src-main/training/trainer/batches.ts';
import { prepareRun } from '../../../src-main/training/trainer/run-parts.ts';
import { deviceStepper, makeStepper } from '../../../src-main/training/trainer/stepper.ts';
import { manifestOf } from '../networks/manifest.ts';

const folder = mkdtempSync(join(tmpdir(), 'earsight-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const VIDEOS = 12;

/** Videos of two kinds: red pictures with a low tone, blue ones with a high tone. Easy to tell apart. */
const colourAndTone: TrainingSet = {
  clips: Array.from({ length: VIDEOS }, (_, index) => ({
    video: `video ${index}`,
    startSeconds: 0,
    durationSeconds: 4,
    framesPerSecond: 25,
    moments: [0.6, 1.4, 2.2, 3.0].map((atSeconds) => ({ atSeconds, usable: true })),
  })),
  pictureSize: 36,
  framesPerMoment: 1,
  picture: (clip, moment) =>
    Uint8Array.from({ length: 36 * 36 * 3 }, (_, i) => {
      const texture = ((i * 7919 + clip * 31 + moment * 17) % 50) + 10;
      return i % 3 === (clip % 2 === 0 ? 0 : 2) ? 200 + (texture % 40) : texture;
    }),
  sound: (clip, fromSample, count) =>
    Float32Array.from(
      { length: count },
      (_, i) => 0.3 * Math.sin((fromSample + i) * (clip % 2 === 0 ? 0.03 : 0.3)),
    ),
};

function request(
  name: string,
  change: Partial<Record<keyof TrainOptions, unknown>>,
  more: Partial<TrainRequest> = {},
): TrainRequest {
  const options = trainOptionsSchema.parse({
    network: 'ave',
    width: 1 / 16,
    batch: 8,
    imageSize: 32,
    soundSeconds: 0.1,
    pairs: 64,
    warmUpSteps: 2,
    validationShare: 0.3,
    validationPairs: 32,
    validateEvery: 32,
    checkpointEvery: 16,
    ...change,
  });
  return {
    set: colourAndTone,
    options,
    inputs: manifestOf('ave', 1 / 16),
    runtime: onnxRuntime('cpu'),
    folder: join(folder, name),
    ...more,
  };
}

async function* only(batch: Batch): AsyncIterable<Batch> {
  yield batch;
}

describe('training', () => {
  test("learns to tell matching from other pairs by the paper's own task", async () => {
    const result = await train(
      request('learns', { objective: 'avc', pairs: 1600, batch: 16, learningRate: 5e-3, validateEvery: 800 }),
    );
    // Half of the "other" pairs are of the same kind and cannot be told: 75 % is perfect.
    expect(result.state.best!.avcAccuracy).toBeGreaterThan(0.65);
    expect(result.state.pairs).toBe(1600);
    expect(result.stopped).toBe('finished');
  });

  test('learns by contrast too, for AVOL-Net', async () => {
    const result = await train(
      request('contrast', { network: 'avol', pairs: 480, learningRate: 5e-3, validateEvery: 480 }),
    );
    const curve = result.state.curve.map(({ loss }) => loss);
    expect(result.state.best).not.toBeNull();
    expect(curve.at(-1)).toBeLessThan(curve[0]!);
  });

  test('goes on from a checkpoint bit for bit as if it had never stopped', async () => {
    const whole = await train(request('whole', {}));
    const controller = new AbortController();
    let steps = 0;
    const interrupted = await train(
      request(
        'halves',
        {},
        { signal: controller.signal, onProgress: () => ++steps === 3 && controller.abort() },
      ),
    );
    expect(interrupted.stopped).toBe('cancelled');
    expect(interrupted.state.pairs).toBe(24);
    const resumed = await train(request('halves', {}));
    expect(resumed.state.step).toBe(whole.state.step);
    expect(resumed.state.recentLoss).toBe(whole.state.recentLoss);
    for (const [name, { values }] of whole.weights)
      expect(resumed.weights.get(name)!.values, name).toEqual(values);
  });

  test('stopped while it validates, keeps what it learnt and validates when it goes on', async () => {
    const whole = await train(request('undisturbed', {}));
    const controller = new AbortController();
    let pictures = 0;
    // The first 32 pictures are learnt from; the next ones are those of the first validation.
    const stopping: TrainingSet = {
      ...colourAndTone,
      picture: (clip, moment) => {
        if (++pictures === 40) controller.abort();
        return colourAndTone.picture(clip, moment);
      },
    };
    const stopped = await train(request('disturbed', {}, { set: stopping, signal: controller.signal }));
    expect(stopped.stopped).toBe('cancelled');
    expect(stopped.state.pairs).toBe(32);
    expect(stopped.state.best).toBeNull();
    const resumed = await train(request('disturbed', {}));
    expect(resumed.state.best).toEqual(whole.state.best);
    const timeless = ({ state }: typeof whole) => state.curve.map((point) => ({ ...point, seconds: 0 }));
    expect(timeless(resumed)).toEqual(timeless(whole));
    for (const [name, { values }] of whole.weights)
      expect(resumed.weights.get(name)!.values, name).toEqual(values);
  });

  test('refuses to resume with another seed, naming the option', async () => {
    await train(request('same', { pairs: 16 }));
    await expect(train(request('same', { pairs: 32, seed: 99 }))).rejects.toThrow(/seed 1, not 99/);
  });

  test('stops with a reason when the loss is no number any more', async () => {
    const poisoned: TrainingSet = {
      ...colourAndTone,
      sound: (_clip, _from, count) => new Float32Array(count).fill(Number.NaN),
    };
    const stopped = train(request('nan', {}, { set: poisoned }));
    await expect(stopped).rejects.toThrow(TrainingStopped);
    // A run cannot be resumed at another rate, so the advice must not be that.
    await expect(stopped).rejects.toThrow(/another folder with a learning rate below 0\.001/);
  });

  test('gives the best validated weights when it diverges later, and none when nothing was validated', async () => {
    let poisoned = false;
    const set: TrainingSet = {
      ...colourAndTone,
      sound: (clip, from, count) =>
        poisoned ? new Float32Array(count).fill(Number.NaN) : colourAndTone.sound(clip, from, count),
    };
    const onProgress: TrainRequest['onProgress'] = ({ state }) => {
      poisoned = state.best !== null;
    };
    // Rates that do not depend on the run's length, and no calibration on the poisoned sounds.
    const calm = { objective: 'avc', schedule: 'steps' };
    const later = await train(request('later', calm, { set, onProgress })).catch((error) => error);
    expect(later).toBeInstanceOf(TrainingStopped);
    expect(later.lastGood).toMatchObject({ stopped: 'diverged', state: { best: { pairs: 32 } } });
    for (const { values } of later.lastGood.weights.values())
      expect(values.every(Number.isFinite)).toBe(true);
    const before = await train(request('before', { ...calm, pairs: 32 }));
    for (const [name, { values }] of before.weights)
      expect(later.lastGood.weights.get(name).values, name).toEqual(values);
    poisoned = true;
    const atOnce = await train(request('at once', calm, { set })).catch((error) => error);
    expect(atOnce.lastGood).toBeNull();
  });

  test('stops with a reason when the loss stays far above where it began', async () => {
    const change = {
      network: 'avol',
      objective: 'avc',
      learningRate: 1,
      clipNorm: 0,
      warmUpSteps: 0,
      pairs: 160,
    };
    const diverging = train(request('diverging', change));
    await expect(diverging).rejects.toThrow(TrainingStopped);
    await expect(diverging).rejects.toThrow(/has grown from .* another folder with a learning rate below 1/);
  });

  test('stops early when validation no longer improves', async () => {
    const result = await train(request('early', { learningRate: 1e-12, pairs: 6400, patience: 2 }));
    expect(result.stopped).toBe('early');
    expect(result.state.pairs).toBeLessThan(6400);
  });

  test('steps with the update inside the graph as Adam over typed arrays does', async () => {
    const { options, runtime } = request('resident', { clipNorm: 0.5, weightDecay: 0.01 });
    const prepare = () => prepareRun(request('nowhere', { clipNorm: 0.5, weightDecay: 0.01 }));
    const [host, device] = [prepare(), prepare()];
    const onHost = await makeStepper({ runtime, options, ...host });
    const onDevice = deviceStepper(
      { runtime, options, ...device },
      await compileResident(updateGraph(device.built, options), 'cpu'),
    );
    for (let step = 0; step < 3; step++) {
      const batch = readBatch(colourAndTone, host.learning.matchingPairs(step, 8, 2), step, {
        imageSize: 32,
        samples: 4800,
        picture: options.augmentation,
        sound: options.augmentation,
        seed: 1,
      });
      const expected = await onHost.step(only(batch), 1e-3);
      const actual = await onDevice.step(only(batch), 1e-3);
      expect(actual.loss).toBeCloseTo(expected.loss, 4);
      expect(actual.norm / expected.norm).toBeCloseTo(1, 4);
    }
    await onDevice.collect();
    for (const group of ['learnt', 'measured'] as const) {
      for (const [name, values] of host.weights[group]) {
        const moved = device.weights[group].get(name)!;
        expect(Math.max(...values.map((value, i) => Math.abs(value - moved[i]!))), name).toBeLessThan(1e-4);
      }
    }
  });

  test('trains AVE+MF on 25 frames and AVE+OF on a frame and the flow around it', async () => {
    for (const [network, framesPerMoment] of [
      ['ave-mf', 25],
      ['ave-of', 11],
    ] as const) {
      const moving: TrainingSet = {
        ...colourAndTone,
        framesPerMoment,
        picture: (clip, moment) => {
          const picture = colourAndTone.picture(clip, moment);
          return Uint8Array.from(
            { length: framesPerMoment * picture.length },
            (_, i) => picture[i % picture.length]!,
          );
        },
      };
      const change = { network, batch: 4, pairs: 8, validationPairs: 16, objective: 'avc' };
      const result = await train(request(network, change, { set: moving }));
      expect(result.state.pairs).toBe(8);
      expect(result.state.best).not.toBeNull();
      expect(result.state.recentLoss).toBeGreaterThan(0.1);
    }
  });

  test('averages the gradients of several runs into one step', async () => {
    const result = await train(request('accumulate', { accumulate: 4, pairs: 64 }));
    expect(result.state.step).toBe(2);
    expect(result.state.pairs).toBe(64);
  });
});
