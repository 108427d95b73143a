import { applySingle } from '../graph/build.ts';
import { inputAt, requireFloat } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { divide, multiply, negate, subtract } from './arithmetic.ts';
import { scalar } from './leaves.ts';
import { greater, where } from './masks.ts';

/** An elementwise function of one float32 tensor. The gradient rule sees the input, the output and dy. */
function unary(
  kind: string,
  operator: string,
  gradient: (x: Tensor, y: Tensor, dy: Tensor) => Tensor,
): Operation<object> {
  return {
    kind,
    infer: (inputs) => {
      const x = inputAt(inputs, 0);
      requireFloat(x, 'the operand');
      return [{ type: 'float32', shape: x.shape }];
    },
    gradient: ({ inputs, outputs }, [dy]) => [gradient(inputs[0]!, outputs[0]!, dy!)],
    emit: (emitter, inputs) => [emitter.node(operator, inputs)],
  };
}

const expOperation = unary('exp', 'Exp', (_x, y, dy) => multiply(dy, y));
const logOperation = unary('log', 'Log', (x, _y, dy) => divide(dy, x));
const sqrtOperation = unary('sqrt', 'Sqrt', (_x, y, dy) => divide(multiply(dy, 0.5), y));
const sigmoidOperation = unary('sigmoid', 'Sigmoid', (_x, y, dy) =>
  multiply(dy, multiply(y, subtract(1, y))),
);
// The slope of |x| at 0 is taken as 0, as PyTorch does.
const absOperation = unary('abs', 'Abs', (x, _y, dy) =>
  where(greater(x, scalar(0)), dy, where(greater(scalar(0), x), negate(dy), scalar(0))),
);
const floorOperation = unary('floor', 'Floor', (_x, _y, dy) => multiply(dy, 0));
const reluOperation = unary('relu', 'Relu', (_x, y, dy) => applySingle(reluGradientOperation, [dy, y], {}));

/** dy where the ReLU let the value through, 0 elsewhere (0 at a tie, as PyTorch). Inputs: dy, y. */
const reluGradientOperation: Operation<object> = {
  kind: 'reluGradient',
  infer: (inputs) => [{ type: 'float32', shape: inputAt(inputs, 0).shape }],
  expand: ({ inputs }) => [where(greater(inputs[1]!, scalar(0)), inputs[0]!, scalar(0))],
};

const maximumOperation: Operation<object> = {
  kind: 'maximum',
  infer: (inputs) => [{ type: 'float32', shape: inputAt(inputs, 0).shape }],
  // At a tie the bound wins and nothing flows, so that a clamped logarithm has no slope at its floor.
  gradient: ({ inputs }, [dy]) => [where(greater(inputs[0]!, inputs[1]!), dy!, scalar(0)), null],
  emit: (emitter, inputs) => [emitter.node('Max', inputs)],
};

/** eˣ. */
export const exp = (x: Tensor): Tensor => applySingle(expOperation, [x], {});
/** Natural logarithm. */
export const log = (x: Tensor): Tensor => applySingle(logOperation, [x], {});
/** Square root; its gradient at 0 is infinite. */
export const sqrt = (x: Tensor): Tensor => applySingle(sqrtOperation, [x], {});
/** 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: Tensor): Tensor => applySingle(sigmoidOperation, [x], {});
/** |x|. */
export const abs = (x: Tensor): Tensor => applySingle(absOperation, [x], {});
/** max(x, 0). */
export const relu = (x: Tensor): Tensor => applySingle(reluOperation, [x], {});
/** The largest whole number not above x; no gradient. */
export const floor = (x: Tensor): Tensor => applySingle(floorOperation, [x], {});
/** max(x, bound), with a fixed bound. */
export const atLeast = (x: Tensor, bound: number): Tensor =>
  applySingle(maximumOperation, [x, scalar(bound)], {});
/** min(x, bound), with a fixed bound. */
export const atMost = (x: Tensor, bound: number): Tensor => negate(atLeast(negate(x), -bound));
/** x². */
export const square = (x: Tensor): Tensor => multiply(x, x);
