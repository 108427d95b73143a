import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { DataType } from '../graph/shape.ts';
import { broadcastShapes, inputAt } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { scalar } from './leaves.ts';
import { sumToShape } from './sum-and-spread.ts';

function comparison(kind: string, operator: string): Operation<object> {
  return {
    kind,
    infer: (inputs) => [
      { type: 'bool', shape: broadcastShapes(inputAt(inputs, 0).shape, inputAt(inputs, 1).shape) },
    ],
    gradient: () => [null, null],
    emit: (emitter, inputs) => [emitter.node(operator, inputs)],
  };
}

const greaterOperation = comparison('greater', 'Greater');
const equalOperation = comparison('equal', 'Equal');

const whereOperation: Operation<object> = {
  kind: 'where',
  infer: (inputs) => {
    const [mask, a, b] = [inputAt(inputs, 0), inputAt(inputs, 1), inputAt(inputs, 2)];
    if (mask.type !== 'bool') throw new GraphError(`the mask must be bool, not ${mask.type}`);
    if (a.type !== b.type) throw new GraphError(`the branches differ in type: ${a.type} and ${b.type}`);
    return [{ type: a.type, shape: broadcastShapes(mask.shape, broadcastShapes(a.shape, b.shape)) }];
  },
  gradient: ({ inputs }, [dy], wanted) => {
    const [mask, a, b] = [inputs[0]!, inputs[1]!, inputs[2]!];
    return [
      null,
      wanted[1] ? sumToShape(where(mask, dy!, scalar(0)), a.shape) : null,
      wanted[2] ? sumToShape(where(mask, scalar(0), dy!), b.shape) : null,
    ];
  },
  emit: (emitter, inputs) => [emitter.node('Where', inputs)],
};

const castOperation: Operation<{ readonly type: DataType }> = {
  kind: 'cast',
  infer: (inputs, { type }) => [{ type, shape: inputAt(inputs, 0).shape }],
  // Whole numbers and masks carry no gradient, so nothing flows through a change of type.
  gradient: () => [null],
  emit: (emitter, [x], { attributes }) => [emitter.cast(x!, attributes.type)],
};

/** True where a > b, broadcast. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return applySingle(greaterOperation, [a, b], {});
}

/** True where a = b exactly, broadcast. */
export function equal(a: Tensor, b: Tensor): Tensor {
  return applySingle(equalOperation, [a, b], {});
}

/** a where the mask holds, b elsewhere, broadcast. */
export function where(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  return applySingle(whereOperation, [mask, a, b], {});
}

/** The same values in another type; true becomes 1. */
export function cast(x: Tensor, type: DataType): Tensor {
  return x.type === type ? x : applySingle(castOperation, [x], { type });
}
