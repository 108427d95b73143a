import type * as TensorFlow from '@tensorflow/tfjs-core';
import { type FlatGraph, flattenGraph } from '../../graph/flatten.ts';
import type { Graph } from '../../graph/graph.ts';
import { GraphError } from '../../graph/graph-error.ts';
import { sizeOf } from '../../graph/shape.ts';
import type { Node, Tensor } from '../../graph/tensor.ts';
import { isLeaf, type LeafAttributes, leafKind } from '../../operations/leaves.ts';
import type { CompileOptions, Executable, Runtime, Values } from '../runtime.ts';
import { kernels, type Tf } from './kernels.ts';

type Value = TensorFlow.Tensor;

/** A runtime that interprets graphs on TensorFlow.js, node by node, on whatever backend it is given. */
export function tensorFlowRuntime(tf: Tf): Runtime {
  return {
    name: 'tensorflow',
    provider: 'tensorflow',
    compile: async (graph, options = {}) => interpret(tf, graph, options),
  };
}

function interpret(tf: Tf, graph: Graph, options: CompileOptions): Executable {
  const flat = flattenGraph(graph);
  requireKernels(flat.order);
  const lastUses = lastUsesOf(graph, flat);
  // Constants and, in inference, weights are made once and kept between runs.
  const kept = new Map<Tensor, Value>();
  for (const node of flat.order) {
    const values = keptValues(node, options);
    if (values) kept.set(node.outputs[0]!, toTensor(tf, node.outputs[0]!, values));
  }
  return {
    provider: 'tensorflow',
    run: async (inputs) => {
      const outputs = tf.tidy(() => compute(tf, graph, flat, kept, lastUses, inputs));
      const results: Record<string, Float32Array> = {};
      for (const [name, value] of Object.entries(outputs)) {
        results[name] = Float32Array.from(await value.data());
        value.dispose();
      }
      return results;
    },
    release: async () => {
      for (const value of kept.values()) value.dispose();
      kept.clear();
    },
  };
}

function compute(
  tf: Tf,
  graph: Graph,
  flat: FlatGraph,
  kept: ReadonlyMap<Tensor, Value>,
  lastUses: ReadonlyMap<Node, readonly Tensor[]>,
  inputs: Readonly<Record<string, Values>>,
): Record<string, Value> {
  const values = new Map(kept);
  for (const node of flat.order) {
    const output = node.outputs[0]!;
    if (values.has(output)) continue;
    if (isLeaf(node)) {
      const { name } = node.attributes as LeafAttributes;
      values.set(output, toTensor(tf, output, requireInput(name, output, inputs[name])));
    } else {
      const operands = node.inputs.map((operand) => values.get(flat.resolve(operand))!);
      values.set(
        output,
        tf.tidy(() => kernels[node.operation.kind]!(tf, operands, node)),
      );
    }
    for (const tensor of lastUses.get(node) ?? []) {
      if (kept.has(tensor)) continue;
      values.get(tensor)?.dispose();
      values.delete(tensor);
    }
  }
  return Object.fromEntries(
    Object.entries(graph.outputs).map(([name, tensor]) => [
      name,
      tf.clone(values.get(flat.resolve(tensor))!),
    ]),
  );
}

/** After each node, the values that nothing needs any more: a training graph would not fit into memory otherwise. */
function lastUsesOf(graph: Graph, flat: FlatGraph): ReadonlyMap<Node, readonly Tensor[]> {
  const last = new Map<Tensor, Node>();
  for (const node of flat.order) for (const input of node.inputs) last.set(flat.resolve(input), node);
  for (const output of Object.values(graph.outputs)) last.delete(flat.resolve(output));
  const byNode = new Map<Node, Tensor[]>();
  for (const [tensor, node] of last) byNode.set(node, [...(byNode.get(node) ?? []), tensor]);
  return byNode;
}

function requireKernels(order: readonly Node[]): void {
  for (const node of order) {
    if (!isLeaf(node) && !kernels[node.operation.kind]) {
      throw new GraphError(
        `the tensorflow runtime has no kernel for ${node.operation.kind}; use onnxruntime`,
      );
    }
  }
}

function keptValues(node: Node, options: CompileOptions): Values | null {
  if (!isLeaf(node)) return null;
  const { name, data } = node.attributes as LeafAttributes;
  if (leafKind(node) === 'constant') return data instanceof Uint8Array ? data : Float32Array.from(data!);
  if (leafKind(node) === 'parameter' && options.weights) {
    return requireInput(name, node.outputs[0]!, options.weights.get(name));
  }
  return null;
}

function requireInput(name: string, tensor: Tensor, values: Values | undefined): Values {
  if (values?.length !== sizeOf(tensor.shape)) {
    throw new GraphError(
      `the input "${name}" needs ${sizeOf(tensor.shape)} values, not ${values?.length ?? 'none'}`,
    );
  }
  return values;
}

function toTensor(tf: Tf, { type, shape }: Tensor, values: Values): Value {
  if (type === 'float32') return tf.tensor(values as Float32Array, [...shape], 'float32');
  return tf.tensor(Int32Array.from(values as Uint8Array), [...shape], 'int32');
}
