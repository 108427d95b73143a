import { InferenceSession } from 'onnxruntime-node';
import {
  closeGraph,
  compileResident,
  encodeGraph,
  onnxRuntime,
  op,
  selfTest,
  sizeOf,
} from '../../../src-main/engine/index.ts';
import {
  defaultImageNormalisation,
  defaultSpectrogramNormalisation,
  initialWeights,
  type NetworkName,
  networkNames,
  opticalFlow,
} from '../../../src-main/networks/index.ts';
import { trainingGraph } from '../../../src-main/training/graph/training-graph.ts';
import { seededValues } from '../../gradients/numeric-gradient.ts';

// Runs in a process of its own, which the software GPU's environment was set for. Prints one JSON value.

function smallest(network: NetworkName) {
  return trainingGraph({
    network,
    objective: 'avc',
    width: 1 / 32,
    // Fewer values a channel would make the batch norms' gradients too steep to compare.
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
}

/** Null when every node is placed on the GPU, else what ONNX Runtime says. */
async function fallback(network: NetworkName): Promise<string | null> {
  try {
    const session = await InferenceSession.create(encodeGraph(smallest(network).graph), {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'basic',
      logSeverityLevel: 3,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    await session.release();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Largest difference of the CPU's and the GPU's loss and gradients, each relative to its largest value. */
async function disagreement(network: NetworkName): Promise<{ gap: number; gradients: number }> {
  const built = smallest(network);
  const feeds: Record<string, Float32Array | Uint8Array> = {};
  let seed = 1;
  for (const [name, { type, shape }] of built.graph.inputs) {
    const values = seededValues(sizeOf(shape), seed++);
    feeds[name] = type === 'uint8' ? Uint8Array.from(values, (value) => 127.5 + 127 * value) : values;
  }
  feeds.labels = Float32Array.of(0, 1, 0, 1);
  for (const [name, { values }] of initialWeights(built.declarations, 3)) feeds[name] = values;
  const expected = await (await onnxRuntime('cpu').compile(built.graph)).run(feeds);
  const actual = await (await onnxRuntime('webgpu').compile(built.graph)).run(feeds);
  let gap = 0;
  for (const [name, values] of Object.entries(expected)) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    values.forEach((value, i) => {
      gap = Math.max(gap, Math.abs(value - actual[name]![i]!) / largest);
    });
  }
  return { gap, gradients: Object.keys(expected).filter((name) => name.startsWith('gradient.')).length };
}

/** Largest difference of the CPU's and the GPU's TV-L1 flow of a pattern that moves, relative to the longest step. */
async function flowDisagreement(): Promise<{ gap: number; longest: number }> {
  const [height, width] = [18, 22];
  const picture = (dx: number, dy: number) =>
    Float32Array.from({ length: height * width }, (_, at) => {
      const [x, y] = [(at % width) - dx, Math.floor(at / width) - dy];
      return 128 + 60 * Math.sin(x / 3) * Math.cos(y / 4) + 30 * Math.sin((x + 2 * y) / 5);
    });
  const flows: Float32Array[] = [];
  for (const provider of ['cpu', 'webgpu'] as const) {
    const estimator = await opticalFlow(onnxRuntime(provider), 1, height, width, {
      levels: 2,
      warps: 2,
      iterations: 10,
    });
    flows.push(await estimator.flow(picture(0, 0), picture(1.2, -0.7)));
    await estimator.release();
  }
  const [expected, actual] = [flows[0]!, flows[1]!];
  const longest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const gap = expected.reduce((worst, value, i) => Math.max(worst, Math.abs(value - actual[i]!)), 0);
  return { gap: gap / longest, longest };
}

/** A state that stays on the GPU: doubled and added to at each of three runs, then read back. */
async function residentState(): Promise<{ totals: number[]; state: number[] }> {
  const state = op.parameter('state', [4]);
  const next = op.add(op.multiply(state, 2), op.input('more', [4]));
  const resident = await compileResident(
    closeGraph({ total: op.reduceSum(state), 'next.state': next }),
    'webgpu',
  );
  resident.load(new Map([['state', Float32Array.of(1, 2, 3, 4)]]));
  const totals: number[] = [];
  for (let step = 0; step < 3; step++) {
    const { total } = await resident.run({ more: Float32Array.of(1, 0, 0, step) });
    totals.push(total![0]!);
  }
  return { totals, state: [...(await resident.read()).get('state')!] };
}

const fallbacks: Record<string, string | null> = {};
for (const network of networkNames) fallbacks[network] = await fallback(network);
const report = {
  selfTest: await selfTest('webgpu'),
  fallbacks,
  resident: await residentState(),
  ave: await disagreement('ave'),
  avol: await disagreement('avol'),
  flow: await flowDisagreement(),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
// The provider's threads would keep the process waiting.
process.exit(0);
