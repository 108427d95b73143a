import { onnxRuntime, type Provider, selfTest } from '../../engine/index.ts';
import { IMAGE_SIZE, openModel } from '../../networks/index.ts';
import { untrainedByName, untrainedWeights } from '../models/untrained-models.ts';

/** What trying a device showed. */
export interface DeviceTrial {
  /** It answers as the CPU does, and sooner. */
  readonly passed: boolean;
  /** It answers as the CPU does: usable when the user insists. */
  readonly right: boolean;
  readonly reason: string;
}

const batch = 8;

/**
 * Tries a device on the engine's self-test and then on a real network: right first, and worth it second (a
 * graphics driver in software is right, and many times slower than the CPU). A driver may abort the process.
 */
export async function tryDevice(provider: Provider): Promise<DeviceTrial> {
  const { passed, reason } = await selfTest(provider);
  if (!passed) return { passed: false, right: false, reason };
  const [own, cpu] = [await millisecondsPerItem(provider), await millisecondsPerItem('cpu')];
  const times = `${own.toFixed(1)} ms an item, the CPU ${cpu.toFixed(1)} ms`;
  if (own > cpu) return { passed: false, right: true, reason: `${reason}, but is slower: ${times}` };
  return { passed: true, right: true, reason: `${reason}; ${times}` };
}

async function millisecondsPerItem(provider: Provider): Promise<number> {
  const model = openModel({
    ...untrainedWeights(untrainedByName('untrained-ave-w0.25')!),
    runtime: onnxRuntime(provider),
  });
  const frames = new Uint8Array(batch * IMAGE_SIZE * IMAGE_SIZE * 3);
  // The first run compiles.
  await model.embedFrames(frames, batch);
  const startedAt = performance.now();
  await model.embedFrames(frames, batch);
  const milliseconds = (performance.now() - startedAt) / batch;
  await model.release();
  return milliseconds;
}
