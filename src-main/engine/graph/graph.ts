import type { ConstantData } from '../operations/leaves.ts';
import type { Node, Tensor } from './tensor.ts';

/** A closed computation: named outputs and everything they reach. */
export interface Graph {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Every node once, each after all of its inputs. */
  readonly order: readonly Node[];
  /** Values fed at each run, by name. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  /** Weights, by name: constants in a compiled inference graph, inputs in a training graph. */
  readonly parameters: ReadonlyMap<string, Tensor>;
}

/** Data of the constants and parameters of a graph. */
export type Weights = ReadonlyMap<string, Float32Array>;
export type { ConstantData };

/** Nodes reachable from the outputs, inputs first. Iterative, as deep graphs would overflow the stack. */
export function topologicalOrder(outputs: readonly Tensor[]): readonly Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; next: number }[] = [];
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    visit(output.node);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const input = top.node.inputs[top.next++];
      if (input) visit(input.node);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}
