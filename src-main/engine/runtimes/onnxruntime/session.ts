import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Graph } from '../../graph/graph.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { formatShape, sizeOf } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { encodeGraph } from '../../onnx/encode.ts';
import type { CompileOptions, Executable, Runtime, Values } from '../runtime.ts';
import type { Provider } from './provider.ts';
import { providerForms } from './provider-forms.ts';

/**
 * The options a session of this provider is opened with. `waiting` says how its threads wait for each other within a
 * run: spinning starts the next operator at once, which a small run gains a tenth from; a long one loses more to what
 * else the machine does.
 */
export function sessionOptions(
  provider: Provider,
  { threads, waiting = 'asleep' }: { threads?: number | undefined; waiting?: 'asleep' | 'spinning' } = {},
): InferenceSession.SessionOptions {
  return {
    executionProviders: provider === 'cpu' ? ['cpu'] : [{ name: provider }, 'cpu'],
    // Beyond 'basic', Transpose + MatMul become an operator that WebGPU lacks and that falls back to the CPU.
    graphOptimizationLevel: provider === 'webgpu' ? 'basic' : 'all',
    executionMode: 'sequential',
    extra: {
      session: {
        intra_op: { allow_spinning: waiting === 'spinning' ? '1' : '0' },
        // Between runs nobody waits: all threads sleep.
        force_spinning_stop: '1',
      },
    },
    logSeverityLevel: 3,
    ...(threads ? { intraOpNumThreads: threads } : {}),
  };
}

/** The ONNX Runtime on one provider. */
export function onnxRuntime(provider: Provider): Runtime {
  return {
    name: 'onnxruntime',
    provider,
    compile: (graph, options = {}) => compile(graph, provider, options),
  };
}

async function compile(graph: Graph, provider: Provider, options: CompileOptions): Promise<Executable> {
  const model = encodeGraph(graph, {
    ...(options.weights ? { weights: options.weights } : {}),
    forms: await providerForms(provider, options.weights ? graph : null),
  });
  const waiting = options.weights ? 'spinning' : 'asleep';
  const session = await InferenceSession.create(
    model,
    sessionOptions(provider, { threads: options.threads, waiting }),
  );
  const leaves = options.weights ? graph.inputs : new Map([...graph.inputs, ...graph.parameters]);
  return {
    provider,
    run: async (inputs) => {
      const feeds: Record<string, OrtTensor> = {};
      for (const [name, tensor] of leaves) feeds[name] = toOrt(name, tensor, inputs[name]);
      const results = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(results).map(([name, value]) => [name, value.data as Float32Array]),
      );
    },
    release: () => session.release(),
  };
}

function toOrt(name: string, tensor: Tensor, values: Values | undefined): OrtTensor {
  if (values?.length !== sizeOf(tensor.shape)) {
    throw new GraphError(
      `the input "${name}" needs ${sizeOf(tensor.shape)} values ${formatShape(tensor.shape)}, not ${values?.length ?? 'none'}`,
    );
  }
  return new OrtTensor(tensor.type, values, tensor.shape);
}
