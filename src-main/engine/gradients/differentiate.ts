import { describe } from '../graph/check.ts';
import { topologicalOrder } from '../graph/graph.ts';
import { GraphError } from '../graph/graph-error.ts';
import { sizeOf } from '../graph/shape.ts';
import type { Node, Tensor } from '../graph/tensor.ts';
import { add } from '../operations/arithmetic.ts';
import { constant } from '../operations/leaves.ts';

/**
 * Reverse-mode differentiation: adds the nodes that compute the gradient of a scalar loss for each of
 * `targets` (usually parameters), in their order. A target that the loss does not depend on gets zeros.
 *
 * Throws `GraphError` when the loss is not one number, or a node on the way has no gradient rule.
 */
export function gradientsOf(loss: Tensor, targets: readonly Tensor[]): readonly Tensor[] {
  if (sizeOf(loss.shape) !== 1 || loss.type !== 'float32')
    throw new GraphError('a loss must be one float32 number');
  const order = topologicalOrder([loss]);
  const wanted = nodesLeadingTo(order, targets);
  const gradients = new Map<Tensor, Tensor>([[loss, constant(new Float32Array(1).fill(1), loss.shape)]]);
  for (const node of [...order].reverse()) {
    if (!wanted.has(node) || node.inputs.length === 0) continue;
    const arriving = node.outputs.map((output) => gradients.get(output) ?? null);
    if (arriving.some((gradient) => gradient !== null)) spread(node, arriving, wanted, gradients, targets);
  }
  return targets.map((target) => gradients.get(target) ?? zeros(target));
}

function spread(
  node: Node,
  arriving: readonly (Tensor | null)[],
  wanted: ReadonlySet<Node>,
  gradients: Map<Tensor, Tensor>,
  targets: readonly Tensor[],
): void {
  const needed = node.inputs.map((input) => wanted.has(input.node) || targets.includes(input));
  if (!node.operation.gradient) throw new GraphError(`${describe(node)} has no gradient rule`);
  const contributions = node.operation.gradient(node, arriving, needed);
  node.inputs.forEach((input, index) => {
    const contribution = contributions[index];
    if (!needed[index] || !contribution) return;
    const before = gradients.get(input);
    gradients.set(input, before ? add(before, contribution) : contribution);
  });
}

/** Nodes on some path from a target to the loss: the only ones that need a gradient. */
function nodesLeadingTo(order: readonly Node[], targets: readonly Tensor[]): ReadonlySet<Node> {
  const leading = new Set<Node>(targets.map((target) => target.node));
  for (const node of order) {
    if (node.inputs.some((input) => leading.has(input.node))) leading.add(node);
  }
  return leading;
}

function zeros(like: Tensor): Tensor {
  return constant(new Float32Array(sizeOf(like.shape)), like.shape);
}
