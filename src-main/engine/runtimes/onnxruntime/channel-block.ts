import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { BLOCKED_DOMAIN, writeModel } from '../../onnx/messages.ts';

const CHANNELS = 64;
const PLACES = 2;

let asked: Promise<number | null> | undefined;

/**
 * Channels in one block of ONNX Runtime's blocked layout on this processor (16 with AVX-512, 8 with AVX2); null where
 * this build has none. It is nowhere to be read, so a small value is reordered and looked at, once a process.
 */
export function channelBlock(): Promise<number | null> {
  asked ??= probe().catch(() => null);
  return asked;
}

async function probe(): Promise<number | null> {
  const shape = [1, CHANNELS, 1, PLACES];
  const session = await InferenceSession.create(
    writeModel({
      nodes: [
        { operator: 'ReorderInput', domain: BLOCKED_DOMAIN, inputs: ['x'], outputs: ['y'], attributes: {} },
      ],
      initializers: [],
      inputs: [{ name: 'x', type: 'float32', shape }],
      outputs: [{ name: 'y', type: 'float32', shape }],
    }),
    { executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 4 },
  );
  try {
    const plain = Float32Array.from({ length: CHANNELS * PLACES }, (_, index) => index);
    const { y } = await session.run({ x: new OrtTensor('float32', plain, shape) });
    return blockOf(y!.data as Float32Array);
  } finally {
    await session.release();
  }
}

/** The first channel's second place comes after one block of channels; the whole order must be that of blocks. */
function blockOf(reordered: Float32Array): number | null {
  const block = reordered.indexOf(1);
  if (block < 2 || CHANNELS % block > 0) return null;
  const inOrder = reordered.every((value, index) => {
    const [within, rest] = [index % block, Math.floor(index / block)];
    const channel = Math.floor(rest / PLACES) * block + within;
    return value === channel * PLACES + (rest % PLACES);
  });
  return inOrder ? block : null;
}
