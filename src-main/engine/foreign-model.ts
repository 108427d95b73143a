import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphError } from './graph/graph-error.ts';
import type { Shape } from './graph/tensor.ts';

/** A model from elsewhere with one float32 input: what goes in, what comes out. */
export interface ForeignModel {
  readonly input: string;
  readonly output: string;
  /** Runs the model on values of a shape; gives the output and its shape. */
  run(values: Float32Array, shape: Shape): Promise<{ values: Float32Array; shape: Shape }>;
  release(): Promise<void>;
}

/**
 * Opens an ONNX file that this engine did not write. Throws `GraphError` when it is not a model, or when a
 * named input or output is not among its own.
 */
export async function openForeignModel(
  bytes: Uint8Array,
  names: { input?: string | undefined; output?: string | undefined } = {},
): Promise<ForeignModel> {
  const session = await create(bytes);
  const input = choose('input', names.input, session.inputNames);
  const output = choose('output', names.output, session.outputNames);
  return {
    input,
    output,
    run: async (values, shape) => {
      const result = (await session.run({ [input]: new Tensor('float32', values, shape) }))[output]!;
      if (result.type !== 'float32')
        throw new GraphError(`the output "${output}" is ${result.type}, not float32`);
      return { values: result.data as Float32Array, shape: result.dims };
    },
    release: () => session.release(),
  };
}

async function create(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, { executionProviders: ['cpu'], logSeverityLevel: 3 });
  } catch (error) {
    throw new GraphError(
      `this is not an ONNX model that can be run: ${(error as Error).message.split('\n')[0]}`,
    );
  }
}

function choose(role: string, wanted: string | undefined, names: readonly string[]): string {
  const chosen = wanted ?? names[0];
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  throw new GraphError(`the model has no ${role} "${wanted}"; it has ${names.join(', ') || 'none'}`);
}
