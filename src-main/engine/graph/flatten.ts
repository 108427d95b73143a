import { isLeaf } from '../operations/leaves.ts';
import { type Graph, topologicalOrder } from './graph.ts';
import { GraphError } from './graph-error.ts';
import type { Node, Tensor } from './tensor.ts';

/** A graph as primitives and leaves only, for runtimes that have no forms of their own for composites. */
export interface FlatGraph {
  /** Every node once, inputs first. */
  readonly order: readonly Node[];
  /** Follows a composite's output to the primitive that computes it. */
  resolve(tensor: Tensor): Tensor;
}

/** Expands all composite operations. */
export function flattenGraph(graph: Graph): FlatGraph {
  const order: Node[] = [];
  const placed = new Set<Node>();
  const stands = new Map<Tensor, Tensor>();
  const resolve = (tensor: Tensor): Tensor => {
    let current = tensor;
    for (let next = stands.get(current); next; next = stands.get(current)) current = next;
    return current;
  };
  const place = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (placed.has(node)) continue;
      placed.add(node);
      if (isLeaf(node) || node.operation.emit) order.push(node);
      else expand(node);
    }
  };
  const expand = (node: Node): void => {
    const expansion = node.operation.expand?.(node);
    if (!expansion) throw new GraphError(`${node.operation.kind} has no forward rule`);
    place(topologicalOrder(expansion));
    node.outputs.forEach((output, index) => {
      stands.set(output, expansion[index]!);
    });
  };
  place(graph.order);
  return { order, resolve };
}
