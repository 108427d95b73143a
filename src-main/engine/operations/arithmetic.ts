import { applySingle } from '../graph/build.ts';
import { broadcastShapes, inputAt, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { scalar } from './leaves.ts';
import { sumToShape } from './sum-and-spread.ts';

type Gradient = (a: Tensor, b: Tensor, dy: Tensor) => readonly [() => Tensor, () => Tensor];

/** An elementwise operation of two float32 tensors that broadcast; each gradient is summed back to its input's shape. */
function binary(kind: string, operator: string, gradient: Gradient): Operation<object> {
  return {
    kind,
    infer: (inputs) => {
      const a = inputAt(inputs, 0);
      const b = inputAt(inputs, 1);
      requireFloat(a, 'the left operand');
      requireFloat(b, 'the right operand');
      return [{ type: 'float32', shape: broadcastShapes(a.shape, b.shape) }];
    },
    gradient: ({ inputs }, [dy], wanted) => {
      const [a, b] = [inputs[0]!, inputs[1]!];
      const [left, right] = gradient(a, b, dy!);
      return [
        wanted[0] ? sumToShape(left(), a.shape) : null,
        wanted[1] ? sumToShape(right(), b.shape) : null,
      ];
    },
    emit: (emitter, inputs) => [emitter.node(operator, inputs)],
  };
}

const addOperation = binary('add', 'Add', (_a, _b, dy) => [() => dy, () => dy]);
const subtractOperation = binary('subtract', 'Sub', (_a, _b, dy) => [() => dy, () => negate(dy)]);
const multiplyOperation = binary('multiply', 'Mul', (a, b, dy) => [
  () => multiply(dy, b),
  () => multiply(dy, a),
]);
const divideOperation = binary('divide', 'Div', (a, b, dy) => [
  () => divide(dy, b),
  () => negate(divide(multiply(dy, a), multiply(b, b))),
]);

const operand = (value: Tensor | number): Tensor => (typeof value === 'number' ? scalar(value) : value);

/** a + b, broadcast. */
export function add(a: Tensor | number, b: Tensor | number): Tensor {
  return applySingle(addOperation, [operand(a), operand(b)], {});
}

/** a − b, broadcast. */
export function subtract(a: Tensor | number, b: Tensor | number): Tensor {
  return applySingle(subtractOperation, [operand(a), operand(b)], {});
}

/** a · b elementwise, broadcast. */
export function multiply(a: Tensor | number, b: Tensor | number): Tensor {
  return applySingle(multiplyOperation, [operand(a), operand(b)], {});
}

/** a / b elementwise, broadcast. */
export function divide(a: Tensor | number, b: Tensor | number): Tensor {
  return applySingle(divideOperation, [operand(a), operand(b)], {});
}

/** −x. */
export function negate(x: Tensor): Tensor {
  return multiply(x, -1);
}
