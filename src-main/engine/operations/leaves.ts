import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { type DataType, formatShape, type Shape, sizeOf } from '../graph/shape.ts';
import type { Node, Operation, Tensor } from '../graph/tensor.ts';

/** The values of a constant. int64 values are given as ordinary numbers. */
export type ConstantData = Float32Array | Uint8Array | readonly number[];

/** What a leaf carries: a name (empty for constants), its type, and a constant's values. */
export interface LeafAttributes {
  readonly name: string;
  readonly type: DataType;
  readonly shape: Shape;
  readonly data?: ConstantData;
}

function leaf(kind: string): Operation<LeafAttributes> {
  return {
    kind,
    infer: (_inputs, { type, shape }) => [{ type, shape }],
    gradient: () => [],
  };
}

const inputOperation = leaf('input');
const parameterOperation = leaf('parameter');
const constantOperation = leaf('constant');

/** True for inputs, parameters and constants: nodes that nothing feeds. */
export function isLeaf(node: Node): boolean {
  return (
    node.operation === inputOperation ||
    node.operation === parameterOperation ||
    node.operation === constantOperation
  );
}

/** Which leaf a node is, or null. */
export function leafKind(node: Node): 'input' | 'parameter' | 'constant' | null {
  return isLeaf(node) ? (node.operation.kind as 'input' | 'parameter' | 'constant') : null;
}

/** A value fed at each run. */
export function input(name: string, shape: Shape, type: DataType = 'float32'): Tensor {
  return applySingle(inputOperation, [], { name, type, shape });
}

/** A weight: float32, named as in the safetensors file. */
export function parameter(name: string, shape: Shape): Tensor {
  return applySingle(parameterOperation, [], { name, type: 'float32', shape });
}

/** Fixed values, row-major. Throws `GraphError` when their number does not fit the shape. */
export function constant(data: ConstantData, shape: Shape, type: DataType = 'float32'): Tensor {
  if (data.length !== sizeOf(shape)) {
    throw new GraphError(
      `a constant of shape ${formatShape(shape)} needs ${sizeOf(shape)} values, not ${data.length}`,
    );
  }
  return applySingle(constantOperation, [], { name: '', type, shape, data });
}

/** A single float32 number, which broadcasts against anything. */
export function scalar(value: number): Tensor {
  return constant([value], []);
}
