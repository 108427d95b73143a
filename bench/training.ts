import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onnxRuntime } from '../src-main/engine/index.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  initialWeights,
} from '../src-main/networks/index.ts';
import { trainingGraph } from '../src-main/training/graph/training-graph.ts';
import { openClipSet, train, writeClip } from '../src-main/training/index.ts';
import { adamState } from '../src-main/training/optimiser/adam.ts';
import type { Batch } from '../src-main/training/trainer/batches.ts';
import { trainOptionsSchema } from '../src-main/training/trainer/options.ts';
import { makeStepper } from '../src-main/training/trainer/stepper.ts';
import { runWeights } from '../src-main/training/trainer/weights.ts';
import { runTorch } from './run-torch.ts';
import { quantile, rounded, timed } from './statistics.ts';

const BATCH = 8;
const ROUNDS = 6;
const { mean, deviation } = defaultImageNormalisation;

/** Milliseconds a pair (forward, backward, update) of AVE-Net at full size, beside PyTorch in the same run. */
export async function run(note: (text: string) => void): Promise<unknown> {
  const options = trainOptionsSchema.parse({ network: 'ave', width: 1, batch: BATCH, objective: 'avc' });
  const built = trainingGraph({
    ...options,
    samples: 48_000,
    spectral: false,
    image: defaultImageNormalisation,
    sound: defaultSpectrogramNormalisation,
  });
  const weights = runWeights(built.declarations, initialWeights(built.declarations, 1));
  const runtime = onnxRuntime('cpu');
  const stepper = await makeStepper({ runtime, built, options, weights, adam: adamState(weights.learnt) });
  const batch = {
    frames: Uint8Array.from({ length: BATCH * 224 * 224 * 3 }, (_, index) => (index * 37) % 251),
    samples: Float32Array.from({ length: BATCH * 48_000 }, (_, index) => Math.sin(index / 11) / 2),
    labels: Float32Array.from({ length: BATCH }, (_, index) => index % 2),
    filter: new Float32Array(0),
    gate: new Float32Array(0),
  };
  const steps = await timed(ROUNDS, () => stepper.step(only(batch), 1e-4));
  await stepper.release();
  const peakMB = Math.round(process.resourceUsage().maxRSS / 1024);
  const milliseconds = rounded(quantile(steps, 0.5) / BATCH);
  const engineShare = await shareOfEngine();
  const torch = await runTorch<{
    version: string;
    threads: number;
    millisecondsPerPair: number;
    peakMB: number;
  }>('torch_training.py', [String(BATCH), String(ROUNDS)], note);
  return {
    network: 'AVE-Net, full width, 224×224 and 1 s',
    batch: BATCH,
    earsight: { millisecondsPerPair: milliseconds, peakMB, engineShare },
    torch,
    ratio: torch && rounded(milliseconds / torch.millisecondsPerPair),
  };
}

/**
 * Share of a step's time that the trainer itself spends in the engine: the rest reads clips from the disk, varies
 * pictures and sounds, and steps Adam. Everything as a run does it, on clips of noise.
 */
async function shareOfEngine(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'earsight-bench-'));
  const set = openClipSet([0, 1, 2, 3].map((index) => noiseClip(folder, index)));
  try {
    const { engineShare } = await train({
      set,
      options: trainOptionsSchema.parse({
        ...{ network: 'ave', width: 1, batch: BATCH, objective: 'avc', pairs: 4 * BATCH },
        validationPairs: 2,
      }),
      inputs: {
        image: { size: 224, mean: [...mean], deviation: [...deviation] },
        sound: { sampleRateHz: 48_000, seconds: 1, ...defaultSpectrogramNormalisation },
      },
      runtime: onnxRuntime('cpu'),
      folder: join(folder, 'run'),
    });
    return rounded(engineShare);
  } finally {
    set.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function noiseClip(folder: string, index: number): string {
  const file = join(folder, `${index}.clip`);
  const moments = [0.6, 1.2, 1.8, 2.4];
  const frame = Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => ((i + index) * 7919) % 251);
  writeClip(
    file,
    {
      ...{ video: `video ${index}`, startSeconds: 0, durationSeconds: 3, framesPerSecond: 25 },
      ...{ pictureSize: 256, framesPerMoment: 1 },
      moments: moments.map((atSeconds) => ({ atSeconds, usable: true })),
    },
    moments.map(() => frame),
    Float32Array.from({ length: 3 * 48_000 }, (_, i) => Math.sin(i / (11 + index)) / 2),
  );
  return file;
}

async function* only(batch: Batch): AsyncIterable<Batch> {
  yield batch;
}
