import { isLeaf, type LeafAttributes } from '../operations/leaves.ts';
import type { Graph } from './graph.ts';
import { GraphError } from './graph-error.ts';
import { formatShape } from './shape.ts';
import type { Node, TensorType } from './tensor.ts';

/**
 * What a legal graph is:
 * 1. it has at least one output, and every length of every shape is a positive whole number;
 * 2. inputs come before the nodes that use them (there is no cycle);
 * 3. every node's outputs have the types its operation infers from its inputs;
 * 4. a name belongs to one input, parameter or output only;
 * 5. every operation is a leaf, a primitive that can be written, or a composite that can be expanded.
 *
 * Throws `GraphError` naming the node and its shapes.
 */
export function checkGraph(graph: Graph): void {
  if (Object.keys(graph.outputs).length === 0) throw new GraphError('the graph has no output');
  const placed = new Set<Node>();
  const names = new Map<string, Node>();
  for (const node of graph.order) {
    for (const input of node.inputs) {
      if (!placed.has(input.node))
        throw new GraphError(`${describe(node)} uses a value that is not computed before it`);
    }
    checkTypes(node);
    checkName(node, names);
    placed.add(node);
  }
  for (const name of Object.keys(graph.outputs)) {
    if (names.has(name)) throw new GraphError(`the name "${name}" is taken by an input and an output`);
  }
}

function checkTypes(node: Node): void {
  const inferred = node.operation.infer(node.inputs, node.attributes);
  if (inferred.length !== node.outputs.length) {
    throw new GraphError(
      `${describe(node)} has ${node.outputs.length} outputs; its operation infers ${inferred.length}`,
    );
  }
  inferred.forEach((type, index) => {
    const actual = node.outputs[index]!;
    if (!sameType(type, actual)) {
      throw new GraphError(
        `${describe(node)}: output ${index} is ${actual.type}${formatShape(actual.shape)}; ` +
          `its operation infers ${type.type}${formatShape(type.shape)}`,
      );
    }
    if (actual.shape.some((length) => !Number.isInteger(length) || length < 1)) {
      throw new GraphError(
        `${describe(node)}: output ${index} has an empty or unknown axis ${formatShape(actual.shape)}`,
      );
    }
  });
  if (!isLeaf(node) && !node.operation.emit && !node.operation.expand) {
    throw new GraphError(`${describe(node)} has no forward rule`);
  }
}

function checkName(node: Node, names: Map<string, Node>): void {
  if (!isLeaf(node) || node.operation.kind === 'constant') return;
  const { name } = node.attributes as LeafAttributes;
  if (names.has(name)) throw new GraphError(`${describe(node)}: the name "${name}" is taken by another leaf`);
  names.set(name, node);
}

function sameType(a: TensorType, b: TensorType): boolean {
  return (
    a.type === b.type && a.shape.length === b.shape.length && a.shape.every((n, axis) => n === b.shape[axis])
  );
}

/** A node as an error names it: its operation and the shapes it was given. */
export function describe(node: Node): string {
  return `${node.operation.kind}(${node.inputs.map((input) => input.type + formatShape(input.shape)).join(', ')})`;
}
