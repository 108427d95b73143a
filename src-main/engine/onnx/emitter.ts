import type { DataType, Shape } from '../graph/shape.ts';

/** An attribute of an ONNX node: the kind decides the field of the protobuf message. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly string: string };

/** How one ONNX node is asked for. */
export interface OnnxNodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** Number of outputs; 1 unless told. */
  readonly outputs?: number;
  /** Operator set of the operator; ONNX's own unless told. */
  readonly domain?: string;
}

/** What a forward rule writes ONNX nodes with. Names of values are made here, in order, and are stable. */
export interface Emitter {
  /** Adds a node and gives its first output's name. An empty input name leaves an optional input out. */
  node(operator: string, inputs: readonly string[], options?: OnnxNodeOptions): string;
  /** Adds a node and gives all of its outputs' names. */
  nodes(operator: string, inputs: readonly string[], options: OnnxNodeOptions): readonly string[];
  /** A constant of whole numbers (axes, shapes, bounds); equal ones are shared. */
  int64s(values: readonly number[], shape?: Shape): string;
  /** A float32 constant; never shared, as an operator may overwrite it. */
  float32s(values: Float32Array | readonly number[], shape: Shape): string;
  /** A positive whole number that was not given before in this model. */
  distinct(): number;
  /** Type and shape of the graph tensor that a name carries are the caller's business; this casts. */
  cast(value: string, type: DataType): string;
}
