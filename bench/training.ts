import { onnxRuntime } from '../src-main/engine/index.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  initialWeights,
} from '../src-main/networks/index.ts';
import { trainingGraph } from '../src-main/training/graph/training-graph.ts';
import { adamState } from '../src-main/training/optimiser/adam.ts';
import type { Batch } from '../src-main/training/trainer/batches.ts';
import { trainOptionsSchema } from '../src-main/training/trainer/options.ts';
import { makeStepper } from '../src-main/training/trainer/stepper.ts';
import { runWeights } from '../src-main/training/trainer/weights.ts';
import { runTorch } from './run-torch.ts';
import { quantile, rounded, timed } from './statistics.ts';

const BATCH = 8;
const ROUNDS = 6;

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
  const torch = await runTorch<{
    version: string;
    threads: number;
    millisecondsPerPair: number;
    peakMB: number;
  }>('torch_training.py', [String(BATCH), String(ROUNDS)], note);
  return {
    network: 'AVE-Net, full width, 224×224 and 1 s',
    batch: BATCH,
    earsight: { millisecondsPerPair: milliseconds, peakMB },
    torch,
    ratio: torch && rounded(milliseconds / torch.millisecondsPerPair),
  };
}

async function* only(batch: Batch): AsyncIterable<Batch> {
  yield batch;
}
