import { env, listSupportedBackends } from 'onnxruntime-node';
import { closeGraph } from '../../graph/close-graph.ts';
import type { Graph } from '../../graph/graph.ts';
import { sizeOf } from '../../graph/shape.ts';
import * as op from '../../operations/index.ts';
import type { Provider } from './provider.ts';
import { onnxRuntime } from './session.ts';

/** The version of ONNX Runtime, for the records of what it computed. */
export const engineVersion = `onnxruntime-node ${env.versions.node ?? env.versions.common}`;

/** Providers from the most to the least wanted; `auto` takes the first that passes its self-test. */
export const providerPreference: readonly Provider[] = ['cuda', 'coreml', 'dml', 'webgpu', 'cpu'];

/** Providers that this build of ONNX Runtime knows; others would be ignored silently and run on the CPU. */
export function knownProviders(): readonly Provider[] {
  const names = new Set(listSupportedBackends().map(({ name }) => name));
  return providerPreference.filter((provider) => names.has(provider));
}

/** What a self-test found. */
export interface SelfTest {
  readonly passed: boolean;
  /** Why not, or how closely it agreed. */
  readonly reason: string;
}

/** Largest difference from the CPU that still counts as agreement, relative to the largest value. */
const TOLERANCE = 2e-3;

/**
 * Runs a small network on a provider and on the CPU and compares: a slow right answer is better than a quick
 * wrong one. Never throws; a driver that aborts the process is the caller's to survive (see `services/models`).
 */
export async function selfTest(provider: Provider): Promise<SelfTest> {
  if (provider === 'cpu') return { passed: true, reason: 'the reference' };
  if (!knownProviders().includes(provider)) {
    return { passed: false, reason: 'not part of ONNX Runtime on this system' };
  }
  try {
    const graph = probeGraph();
    const [expected, actual] = [await outputsOf(graph, 'cpu'), await outputsOf(graph, provider)];
    let worst = 0;
    for (const [name, values] of Object.entries(expected))
      worst = Math.max(worst, difference(values, actual[name]!));
    if (worst <= TOLERANCE)
      return { passed: true, reason: `agrees with the CPU to ${worst.toExponential(1)}` };
    return { passed: false, reason: `its results differ from the CPU's by ${worst.toExponential(1)}` };
  } catch (error) {
    return { passed: false, reason: firstLine((error as Error).message) };
  }
}

async function outputsOf(graph: Graph, provider: Provider): Promise<Record<string, Float32Array>> {
  const executable = await onnxRuntime(provider).compile(graph);
  const image = graph.inputs.get('image')!;
  const results = await executable.run({ image: pattern(sizeOf(image.shape)) });
  const copies = Object.fromEntries(Object.entries(results).map(([name, values]) => [name, values.slice()]));
  await executable.release();
  return copies;
}

/** The operations that the networks consist of, at a size that takes milliseconds. */
function probeGraph(): Graph {
  const image = op.input('image', [2, 3, 32, 32]);
  const kernel = (out: number, channels: number) =>
    op.constant(
      pattern(out * channels * 9).map((value) => value / Math.sqrt(channels * 4)),
      [out, channels, 3, 3],
    );
  const first = op.relu(op.convolution(image, kernel(16, 3), { strides: [2, 2], before: [1, 1] }));
  const second = op.relu(op.convolution(op.maxPool(first, [2, 2]), kernel(32, 16), { before: [1, 1] }));
  const pooled = op.reduceMax(second, [2, 3]);
  const projected = op.matMul(pooled, op.constant(pattern(32 * 16), [32, 16]));
  return closeGraph({
    vectors: op.l2Normalise(projected),
    odds: op.logSoftmax(projected),
    level: op.log(op.add(op.square(op.slice(projected, [0, 0], [2, 8])), 1e-6)),
  });
}

/** Numbers in −1…1 without a short period. */
function pattern(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i * 12.9898 + Math.floor(i / 7) * 0.417));
}

function difference(a: Float32Array, b: Float32Array): number {
  let [worst, largest] = [0, 1e-6];
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs(a[i]! - b[i]!);
    worst = Number.isFinite(gap) ? Math.max(worst, gap) : Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(a[i]!));
  }
  return worst / largest;
}

function firstLine(message: string): string {
  const line = message.split('\n')[0]!.replace(/^\/\S+ \S+ /, '');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
