import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphError } from './graph/graph-error.ts';
import { formatShape } from './graph/shape.ts';
import type { Provider } from './runtimes/onnxruntime/provider.ts';
import { sessionOptions } from './runtimes/onnxruntime/session.ts';

/** An input or output of a foreign model; a size that may vary is a string or null. */
export interface ForeignPort {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string | null)[];
}

/** A model that was made elsewhere, as a function of one input. */
export interface ForeignModel {
  readonly provider: string;
  readonly input: ForeignPort;
  readonly output: ForeignPort;
  /**
   * Runs `count` items. @param values [count, …itemShape] row-major. @returns [count, size], whatever shape the
   * model gives an item. A model made for a fixed batch is run as often as needed.
   */
  run(values: Float32Array, count: number, itemShape: readonly number[]): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * Opens an ONNX file that was made elsewhere. Ports are found by name, or are the only input and the first
 * output. Throws `GraphError` when the file is no ONNX model or a port is not there or not float32.
 */
export async function openForeignModel(
  file: Uint8Array,
  options: { provider?: Provider; input?: string | undefined; output?: string | undefined } = {},
): Promise<ForeignModel> {
  const { provider = 'cpu' } = options;
  const session = await open(file, provider);
  const input = port(session.inputMetadata, options.input, 'input');
  const output = port(session.outputMetadata, options.output, 'output');
  const [first] = input.shape;
  const fixedBatch = typeof first === 'number' && first > 0 ? first : null;

  const runBatch = async (values: Float32Array, count: number, itemShape: readonly number[]) => {
    const tensor = new Tensor('float32', values, [count, ...itemShape]);
    const results = await session.run({ [input.name]: tensor }, [output.name]);
    return results[output.name]!.data as Float32Array;
  };
  return {
    provider,
    input,
    output,
    run: async (values, count, itemShape) => {
      checkShape(input, itemShape);
      if (fixedBatch === null) return runBatch(values, count, itemShape);
      const item = values.length / count;
      const parts: Float32Array[] = [];
      for (let at = 0; at < count; at += fixedBatch) {
        const padded = new Float32Array(fixedBatch * item);
        padded.set(values.subarray(at * item, Math.min(count, at + fixedBatch) * item));
        const result = await runBatch(padded, fixedBatch, itemShape);
        const size = result.length / fixedBatch;
        parts.push(result.slice(0, Math.min(fixedBatch, count - at) * size));
      }
      return joined(parts);
    },
    release: () => session.release(),
  };
}

async function open(file: Uint8Array, provider: Provider): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, sessionOptions(provider));
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]!.slice(0, 200);
    throw new GraphError(`the file is not an ONNX model that can be run: ${reason}`);
  }
}

function port(
  ports: readonly InferenceSession.ValueMetadata[],
  name: string | undefined,
  kind: 'input' | 'output',
): ForeignPort {
  const names = ports.map((found) => found.name).join(', ');
  const found = name === undefined ? ports[0] : ports.find((candidate) => candidate.name === name);
  if (!found) throw new GraphError(`the model has no ${kind} "${name}"; it has ${names}`);
  if (kind === 'input' && ports.length > 1) {
    throw new GraphError(`the model takes ${ports.length} inputs (${names}); an encoder takes one`);
  }
  if (!found.isTensor || found.type !== 'float32') {
    throw new GraphError(
      `the ${kind} "${found.name}" is ${found.isTensor ? found.type : 'no tensor'}; float32 is needed`,
    );
  }
  return { name: found.name, type: found.type, shape: found.shape };
}

function checkShape(input: ForeignPort, itemShape: readonly number[]): void {
  const wanted = input.shape.slice(1);
  const fits =
    wanted.length === itemShape.length &&
    wanted.every((size, axis) => typeof size !== 'number' || size < 1 || size === itemShape[axis]);
  if (fits) return;
  const told = input.shape.map((size) => size ?? '?').join(', ');
  throw new GraphError(
    `the input "${input.name}" takes [${told}], and was to be given [batch, ${formatShape(itemShape).slice(1)}`,
  );
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
