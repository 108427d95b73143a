import { GraphError } from './graph-error.ts';
import { formatShape, type Shape } from './shape.ts';
import type { TensorType } from './tensor.ts';

/** The shape that two shapes broadcast to, by NumPy's rule. Throws `GraphError` where they do not. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new GraphError(`${formatShape(a)} and ${formatShape(b)} do not broadcast`);
    }
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** Axes as non-negative, sorted and distinct. Throws `GraphError` for one outside the rank. */
export function normaliseAxes(axes: readonly number[], rank: number): readonly number[] {
  const normal = axes.map((axis) => {
    const index = axis < 0 ? axis + rank : axis;
    if (!Number.isInteger(index) || index < 0 || index >= rank) {
      throw new GraphError(`axis ${axis} is outside a tensor of rank ${rank}`);
    }
    return index;
  });
  if (new Set(normal).size !== normal.length) throw new GraphError(`axes ${axes.join(', ')} repeat`);
  return normal.sort((a, b) => a - b);
}

/** The shape left after reducing some axes, which stay as ones when `keepDimensions`. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDimensions: boolean): Shape {
  const reduced = new Set(axes);
  return shape.flatMap((length, axis) => (reduced.has(axis) ? (keepDimensions ? [1] : []) : [length]));
}

/** Throws unless the tensor holds float32. */
export function requireFloat(tensor: TensorType, role: string): void {
  if (tensor.type !== 'float32') throw new GraphError(`${role} must be float32, not ${tensor.type}`);
}

/** Throws unless the tensor has one of the ranks. */
export function requireRank(tensor: TensorType, role: string, ...ranks: readonly number[]): void {
  if (!ranks.includes(tensor.shape.length)) {
    throw new GraphError(`${role} must have rank ${ranks.join(' or ')}, not ${formatShape(tensor.shape)}`);
  }
}

/** The input at a position, which the operation's arity promises. */
export function inputAt(inputs: readonly TensorType[], index: number): TensorType {
  const input = inputs[index];
  if (!input) throw new GraphError(`input ${index} is missing (${inputs.length} given)`);
  return input;
}
