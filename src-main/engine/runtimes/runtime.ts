import type { Graph, Weights } from '../graph/graph.ts';

/** Row-major values of one tensor as they go in and come out. */
export type Values = Float32Array | Uint8Array | BigInt64Array;

/** A graph made ready to run on a device. */
export interface Executable {
  /** What it runs on: `cpu`, `webgpu`, `cuda`, `dml`, `coreml` or `tensorflow`. */
  readonly provider: string;
  /**
   * Computes the graph's outputs. Every input must be given, with as many values as its shape holds.
   * Blocks the calling thread while the engine computes.
   */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Float32Array>>;
  /** Frees the native memory; the executable is of no use afterwards. */
  release(): Promise<void>;
}

export interface CompileOptions {
  /** Values of the parameters; they become constants and the graph is tuned around them. */
  readonly weights?: Weights;
  /** Threads for one run; all cores unless told. */
  readonly threads?: number;
}

/** Something that can run graphs. */
export interface Runtime {
  readonly name: 'onnxruntime' | 'tensorflow';
  readonly provider: string;
  compile(graph: Graph, options?: CompileOptions): Promise<Executable>;
}
