import { GraphError } from './graph-error.ts';
import { formatShape } from './shape.ts';
import type { Node, Operation, Tensor } from './tensor.ts';

/**
 * Applies an operation: infers the output types and freezes the node.
 * Throws `GraphError`, naming the operation and the shapes it was given, when the inputs do not fit.
 */
export function applyOperation<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): readonly Tensor[] {
  const types = inferOrExplain(operation, inputs, attributes);
  const outputs: Tensor[] = [];
  const node: Node<Attributes> = {
    operation,
    inputs: Object.freeze([...inputs]),
    attributes: Object.freeze(attributes),
    outputs,
  };
  for (const type of types) {
    outputs.push(
      Object.freeze({ type: type.type, shape: Object.freeze([...type.shape]), node: node as Node }),
    );
  }
  Object.freeze(outputs);
  Object.freeze(node);
  return outputs;
}

/** Applies an operation that has exactly one output. */
export function applySingle<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
): Tensor {
  const [output] = applyOperation(operation, inputs, attributes);
  if (!output) throw new GraphError(`${operation.kind} has no output`);
  return output;
}

function inferOrExplain<Attributes>(
  operation: Operation<Attributes>,
  inputs: readonly Tensor[],
  attributes: Attributes,
) {
  try {
    return operation.infer(inputs, attributes);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const given = inputs.map((input) => `${input.type}${formatShape(input.shape)}`).join(', ');
    throw new GraphError(`${operation.kind}(${given}): ${error.message}`);
  }
}
