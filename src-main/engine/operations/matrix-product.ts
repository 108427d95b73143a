import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape } from '../graph/shape.ts';
import { broadcastShapes, inputAt, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { transpose } from './layout.ts';
import { sumToShape } from './sum-and-spread.ts';

const matMulOperation: Operation<object> = {
  kind: 'matMul',
  infer: (inputs) => {
    const [a, b] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    requireFloat(a, 'the left matrix');
    requireFloat(b, 'the right matrix');
    if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2)) {
      throw new GraphError(`${formatShape(a.shape)} and ${formatShape(b.shape)} do not multiply`);
    }
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return [{ type: 'float32', shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] }];
  },
  gradient: ({ inputs }, [dy], wanted) => {
    const [a, b] = [inputs[0]!, inputs[1]!];
    return [
      wanted[0] ? sumToShape(matMul(dy!, swapLastAxes(b)), a.shape) : null,
      wanted[1] ? sumToShape(matMul(swapLastAxes(a), dy!), b.shape) : null,
    ];
  },
  emit: (emitter, inputs) => [emitter.node('MatMul', inputs)],
};

/** Matrix product over the last two axes; leading axes broadcast. */
export function matMul(a: Tensor, b: Tensor): Tensor {
  return applySingle(matMulOperation, [a, b], {});
}

/** The matrices of a batch, transposed. */
export function swapLastAxes(x: Tensor): Tensor {
  const rank = x.shape.length;
  return transpose(
    x,
    x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis)),
  );
}
