import { isLeaf, type LeafAttributes, leafKind } from '../operations/leaves.ts';
import { checkGraph } from './check.ts';
import { type Graph, topologicalOrder } from './graph.ts';
import type { Tensor } from './tensor.ts';

/**
 * Closes a graph over its outputs and checks it.
 * Throws `GraphError` when two inputs share a name or a rule of `check.ts` is broken.
 */
export function closeGraph(outputs: Readonly<Record<string, Tensor>>): Graph {
  const order = topologicalOrder(Object.values(outputs));
  const inputs = new Map<string, Tensor>();
  const parameters = new Map<string, Tensor>();
  for (const node of order) {
    if (!isLeaf(node)) continue;
    const attributes = node.attributes as LeafAttributes;
    const tensor = node.outputs[0]!;
    if (leafKind(node) === 'input') inputs.set(attributes.name, tensor);
    if (leafKind(node) === 'parameter') parameters.set(attributes.name, tensor);
  }
  const graph: Graph = { outputs, order, inputs, parameters };
  checkGraph(graph);
  return graph;
}
