import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Graph } from '../../graph/graph.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { encodeGraph } from '../../onnx/encode.ts';
import { writeModel } from '../../onnx/messages.ts';
import type { Values } from '../runtime.ts';
import type { Provider } from './provider.ts';
import { providerForms } from './provider-forms.ts';
import { sessionOptions } from './session.ts';

/** A graph some of whose outputs are its own inputs at the next run, kept where they are computed. */
export interface ResidentExecutable {
  readonly provider: string;
  /** Sets the state, by input name. Needed before the first run. */
  load(state: ReadonlyMap<string, Float32Array>): void;
  /** One run: the state moves on, the other outputs come back. */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Float32Array>>;
  /** Copies of the state, by input name. */
  read(): Promise<Map<string, Float32Array>>;
  release(): Promise<void>;
}

/**
 * Compiles a graph with state: parameter `NAME` is fed from output `next.NAME` of the run before. On a GPU the
 * state stays in its buffers, so that a training step moves only pictures and sounds.
 * Throws `GraphError` when a state output is missing or has another shape than its parameter.
 */
export async function compileResident(graph: Graph, provider: Provider): Promise<ResidentExecutable> {
  const state = stateOf(graph);
  const onGpu = provider === 'webgpu';
  const session = await InferenceSession.create(
    encodeGraph(graph, { forms: await providerForms(provider, null) }),
    {
      ...sessionOptions(provider),
      ...(onGpu ? { preferredOutputLocation: outputLocations(graph) } : {}),
    },
  );
  // Reading a GPU tensor directly aborts the process; a graph of identities with CPU outputs reads it safely.
  const reader = onGpu ? await InferenceSession.create(identities(state), sessionOptions(provider)) : null;
  let current = new Map<string, OrtTensor>();
  return {
    provider,
    load: (values) => {
      for (const tensor of current.values()) tensor.dispose();
      current = new Map(
        [...state].map(([name, { shape }]) => [name, stateTensor(name, values.get(name), shape)]),
      );
    },
    run: async (inputs) => {
      const feeds: Record<string, OrtTensor> = Object.fromEntries(current);
      for (const [name, tensor] of graph.inputs) feeds[name] = inputTensor(name, tensor, inputs[name]);
      const results = await session.run(feeds);
      const next = new Map([...state.keys()].map((name) => [name, results[`next.${name}`]! as OrtTensor]));
      for (const tensor of current.values()) tensor.dispose();
      current = next;
      return Object.fromEntries(
        Object.entries(results).flatMap(([name, value]) =>
          name.startsWith('next.') ? [] : [[name, value.data as Float32Array] as const],
        ),
      );
    },
    read: async () => {
      const results = reader ? await reader.run(Object.fromEntries(current)) : null;
      return new Map(
        [...current].map(([name, tensor]) => [
          name,
          ((results ? results[`read.${name}`]! : tensor).data as Float32Array).slice(),
        ]),
      );
    },
    release: async () => {
      for (const tensor of current.values()) tensor.dispose();
      await session.release();
      await reader?.release();
    },
  };
}

function stateOf(graph: Graph): ReadonlyMap<string, Tensor> {
  for (const [name, { shape }] of graph.parameters) {
    const next = graph.outputs[`next.${name}`];
    if (next?.shape.join() !== shape.join()) {
      throw new GraphError(
        `the state "${name}" [${shape.join(', ')}] has no output next.${name} of its shape`,
      );
    }
  }
  return graph.parameters;
}

function outputLocations(graph: Graph): Record<string, 'gpu-buffer' | 'cpu'> {
  return Object.fromEntries(
    Object.keys(graph.outputs).map((name) => [name, name.startsWith('next.') ? 'gpu-buffer' : 'cpu']),
  );
}

function identities(state: ReadonlyMap<string, Tensor>): Uint8Array {
  const values = [...state].map(([name, { shape }]) => ({ name, type: 'float32' as const, shape }));
  return writeModel({
    nodes: values.map(({ name }) => ({
      operator: 'Identity',
      domain: '',
      inputs: [name],
      outputs: [`read.${name}`],
      attributes: {},
    })),
    initializers: [],
    inputs: values,
    outputs: values.map((value) => ({ ...value, name: `read.${value.name}` })),
  });
}

function stateTensor(name: string, values: Float32Array | undefined, shape: readonly number[]): OrtTensor {
  if (values?.length !== sizeOf(shape)) {
    throw new GraphError(
      `the state "${name}" needs ${sizeOf(shape)} values, not ${values?.length ?? 'none'}`,
    );
  }
  return new OrtTensor('float32', values.slice(), shape);
}

function inputTensor(name: string, { type, shape }: Tensor, values: Values | undefined): OrtTensor {
  if (values?.length !== sizeOf(shape)) {
    throw new GraphError(
      `the input "${name}" needs ${sizeOf(shape)} values, not ${values?.length ?? 'none'}`,
    );
  }
  return new OrtTensor(type, values, shape);
}
