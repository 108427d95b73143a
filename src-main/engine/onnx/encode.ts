import { type Graph, topologicalOrder, type Weights } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { type DataType, formatShape, type Shape, sizeOf } from '../graph/shape.ts';
import type { Node, Tensor } from '../graph/tensor.ts';
import { isLeaf, type LeafAttributes, leafKind } from '../operations/leaves.ts';
import type { Emitter, OnnxNodeOptions } from './emitter.ts';
import { elementType, type InitializerMessage, type NodeMessage, writeModel } from './messages.ts';

/**
 * A faster way to write an operation for one provider: the names of the outputs, as `Operation.emit`, or undefined
 * where the portable way is as good.
 */
export type ProviderForm = (
  emitter: Emitter,
  inputs: readonly string[],
  node: Node,
) => readonly string[] | undefined;

/** Provider forms by operation kind. What is not listed is written portably. */
export type ProviderForms = Readonly<Record<string, ProviderForm>>;

export interface EncodeOptions {
  /** Values of the parameters. Given: they become constants of the model. Absent: they stay inputs. */
  readonly weights?: Weights;
  readonly forms?: ProviderForms;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Writes a graph as an ONNX model. Composite operations expand, or take the provider's form.
 * Throws `GraphError` when a weight is missing or has the wrong size.
 */
export function encodeGraph(graph: Graph, options: EncodeOptions = {}): Uint8Array {
  const encoder = new Encoder(options);
  encoder.place(graph.order);
  const outputs = Object.entries(graph.outputs).map(([name, tensor]) => {
    encoder.add('Identity', [encoder.nameOf(tensor)], [name], {}, '');
    return { name, type: tensor.type, shape: tensor.shape };
  });
  const leaves = options.weights ? [...graph.inputs] : [...graph.inputs, ...graph.parameters];
  return writeModel({
    nodes: readNodes(
      encoder.messages,
      outputs.map(({ name }) => name),
    ),
    initializers: encoder.initializers,
    inputs: leaves.map(([name, tensor]) => ({ name, type: tensor.type, shape: tensor.shape })),
    outputs,
    ...(options.metadata ? { metadata: options.metadata } : {}),
  });
}

class Encoder implements Emitter {
  readonly messages: NodeMessage[] = [];
  readonly initializers: InitializerMessage[] = [];
  readonly #names = new Map<Tensor, string>();
  readonly #shared = new Map<string, string>();
  readonly #options: EncodeOptions;
  #count = 0;

  constructor(options: EncodeOptions) {
    this.#options = options;
  }

  nameOf(tensor: Tensor): string {
    const name = this.#names.get(tensor);
    if (name === undefined)
      throw new GraphError(`a value of ${tensor.node.operation.kind} is used before it is written`);
    return name;
  }

  place(order: readonly Node[]): void {
    for (const node of order) {
      if (node.outputs.every((output) => this.#names.has(output))) continue;
      const names = isLeaf(node) ? [this.#leaf(node)] : this.#forward(node);
      node.outputs.forEach((output, index) => {
        const name = names[index];
        if (name) this.#names.set(output, name);
      });
    }
  }

  #forward(node: Node): readonly string[] {
    const form = this.#options.forms?.[node.operation.kind];
    const inputs = node.inputs.map((input) => this.nameOf(input));
    const formed = form?.(this, inputs, node);
    if (formed) return formed;
    if (node.operation.emit) return node.operation.emit(this, inputs, node);
    const expansion = node.operation.expand?.(node) ?? [];
    this.place(topologicalOrder(expansion));
    return expansion.map((tensor) => this.nameOf(tensor));
  }

  #leaf(node: Node): string {
    const { name, type, shape, data } = node.attributes as LeafAttributes;
    if (leafKind(node) === 'input') return name;
    if (leafKind(node) === 'parameter') {
      if (!this.#options.weights) return name;
      const weight = this.#options.weights.get(name);
      if (weight?.length !== sizeOf(shape)) {
        throw new GraphError(
          `the weight "${name}" must have ${sizeOf(shape)} values ${formatShape(shape)}, not ${weight?.length ?? 'none'}`,
        );
      }
      return this.#initializer(name, type, shape, bytesOf(weight));
    }
    if (type === 'int64') return this.int64s(data as readonly number[], shape);
    if (type === 'uint8') return this.#initializer(this.#fresh('bytes'), type, shape, Uint8Array.from(data!));
    // One-number constants are everywhere (0, −1, ½); share them.
    if (sizeOf(shape) > 1) return this.float32s(Float32Array.from(data!), shape);
    return this.#once(`f${data![0]}${formatShape(shape)}`, () =>
      this.float32s(Float32Array.from(data!), shape),
    );
  }

  node(operator: string, inputs: readonly string[], options: OnnxNodeOptions = {}): string {
    return this.nodes(operator, inputs, options)[0]!;
  }

  nodes(operator: string, inputs: readonly string[], options: OnnxNodeOptions): readonly string[] {
    const outputs = Array.from({ length: options.outputs ?? 1 }, () => this.#fresh(operator));
    this.add(operator, inputs, outputs, options.attributes ?? {}, options.domain ?? '');
    return outputs;
  }

  add(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: NodeMessage['attributes'],
    domain: string,
  ): void {
    this.messages.push({ operator, domain, inputs, outputs, attributes });
  }

  int64s(values: readonly number[], shape: Shape = [values.length]): string {
    return this.#once(`i${values.join(',')}${formatShape(shape)}`, () =>
      this.#initializer(this.#fresh('axes'), 'int64', shape, bytesOf(BigInt64Array.from(values, BigInt))),
    );
  }

  float32s(values: Float32Array | readonly number[], shape: Shape): string {
    return this.#initializer(this.#fresh('constant'), 'float32', shape, bytesOf(Float32Array.from(values)));
  }

  distinct(): number {
    return ++this.#count;
  }

  cast(value: string, type: DataType): string {
    return this.node('Cast', [value], { attributes: { to: { int: elementType(type) } } });
  }

  #once(key: string, make: () => string): string {
    const known = this.#shared.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.#shared.set(key, name);
    return name;
  }

  #initializer(name: string, type: DataType, shape: Shape, bytes: Uint8Array): string {
    this.initializers.push({ name, type, shape, bytes });
    return name;
  }

  #fresh(stem: string): string {
    return `%${stem}_${this.#count++}`;
  }
}

/** The nodes that some output depends on, in their order. */
function readNodes(nodes: readonly NodeMessage[], outputs: readonly string[]): readonly NodeMessage[] {
  const read = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    const isRead = node.outputs.some((name) => read.has(name));
    if (isRead) for (const name of node.inputs) read.add(name);
    return isRead;
  });
  return kept.toReversed();
}

function bytesOf(values: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
