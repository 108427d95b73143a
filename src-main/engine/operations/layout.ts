import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape, type Shape } from '../graph/shape.ts';
import { inputAt, normaliseAxes } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';
import { reshapeTo } from './sum-and-spread.ts';

const transposeOperation: Operation<{ readonly order: readonly number[] }> = {
  kind: 'transpose',
  infer: (inputs, { order }) => {
    const x = inputAt(inputs, 0);
    if (normaliseAxes(order, x.shape.length).length !== x.shape.length) {
      throw new GraphError(`the order ${order.join(', ')} does not name every axis once`);
    }
    return [{ type: x.type, shape: order.map((axis) => x.shape[axis]!) }];
  },
  gradient: ({ attributes: { order } }, [dy]) => [
    transpose(
      dy!,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
  emit: (emitter, [x], { attributes }) => [
    emitter.node('Transpose', [x!], { attributes: { perm: { ints: attributes.order } } }),
  ],
};

interface PadAttributes {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

const padOperation: Operation<PadAttributes> = {
  kind: 'pad',
  infer: (inputs, { before, after }) => {
    const x = inputAt(inputs, 0);
    if (before.length !== x.shape.length || after.length !== x.shape.length) {
      throw new GraphError(`padding needs one number an axis of ${formatShape(x.shape)}`);
    }
    return [{ type: x.type, shape: x.shape.map((length, axis) => length + before[axis]! + after[axis]!) }];
  },
  gradient: ({ inputs, attributes: { before } }, [dy]) => [
    slice(
      dy!,
      before,
      before.map((start, axis) => start + inputs[0]!.shape[axis]!),
    ),
  ],
  emit: (emitter, [x], { attributes: { before, after } }) => [
    emitter.node('Pad', [x!, emitter.int64s([...before, ...after])]),
  ],
};

interface SliceAttributes {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps: readonly number[];
}

const sliceOperation: Operation<SliceAttributes> = {
  kind: 'slice',
  infer: (inputs, { starts, ends, steps }) => {
    const x = inputAt(inputs, 0);
    const shape = x.shape.map((length, axis) => {
      const [start, end, step] = [starts[axis] ?? 0, ends[axis] ?? length, steps[axis] ?? 1];
      if (start < 0 || end > length || start >= end || step < 1) {
        throw new GraphError(
          `the span ${start}…${end} by ${step} is outside axis ${axis} of ${formatShape(x.shape)}`,
        );
      }
      return Math.ceil((end - start) / step);
    });
    return [{ type: x.type, shape }];
  },
  gradient: ({ inputs, attributes }, [dy]) => [unslice(dy!, inputs[0]!.shape, attributes)],
  emit: (emitter, [x], { attributes: { starts, ends, steps } }) => [
    emitter.node('Slice', [
      x!,
      emitter.int64s(starts),
      emitter.int64s(ends),
      emitter.int64s(starts.map((_, axis) => axis)),
      emitter.int64s(steps),
    ]),
  ],
};

const concatOperation: Operation<{ readonly axis: number }> = {
  kind: 'concat',
  infer: (inputs, { axis }) => {
    const first = inputAt(inputs, 0);
    const others = (shape: Shape) => formatShape(shape.map((length, index) => (index === axis ? 0 : length)));
    for (const input of inputs) {
      if (others(input.shape) !== others(first.shape) || input.type !== first.type) {
        throw new GraphError(`the parts differ off axis ${axis}`);
      }
    }
    const total = inputs.reduce((sum, part) => sum + part.shape[axis]!, 0);
    return [
      { type: first.type, shape: first.shape.map((length, index) => (index === axis ? total : length)) },
    ];
  },
  gradient: ({ inputs, attributes: { axis } }, [dy], wanted) => {
    let offset = 0;
    return inputs.map((part, index) => {
      const starts = part.shape.map((_, dimension) => (dimension === axis ? offset : 0));
      offset += part.shape[axis]!;
      if (!wanted[index]) return null;
      return slice(
        dy!,
        starts,
        starts.map((start, dimension) => start + part.shape[dimension]!),
      );
    });
  },
  emit: (emitter, inputs, { attributes }) => [
    emitter.node('Concat', inputs, { attributes: { axis: { int: attributes.axis } } }),
  ],
};

const gatherOperation: Operation<{ readonly indices: readonly number[]; readonly axis: number }> = {
  kind: 'gather',
  infer: (inputs, { indices, axis }) => {
    const x = inputAt(inputs, 0);
    if (indices.some((index) => index < 0 || index >= x.shape[axis]!)) {
      throw new GraphError(`an index is outside axis ${axis} of ${formatShape(x.shape)}`);
    }
    return [
      {
        type: x.type,
        shape: x.shape.map((length, dimension) => (dimension === axis ? indices.length : length)),
      },
    ];
  },
  emit: (emitter, [x], { attributes: { indices, axis } }) => [
    emitter.node('Gather', [x!, emitter.int64s(indices)], { attributes: { axis: { int: axis } } }),
  ],
};

/** Axes in another order: output axis i is input axis `order[i]`. */
export function transpose(x: Tensor, order: readonly number[]): Tensor {
  return order.every((axis, index) => axis === index) ? x : applySingle(transposeOperation, [x], { order });
}

/** Zeros added before and after each axis. */
export function pad(x: Tensor, before: readonly number[], after: readonly number[]): Tensor {
  return [...before, ...after].every((count) => count === 0)
    ? x
    : applySingle(padOperation, [x], { before, after });
}

/** Elements from `starts` (kept) to `ends` (left out) on every axis, every `steps`-th one. */
export function slice(
  x: Tensor,
  starts: readonly number[],
  ends: readonly number[],
  steps: readonly number[] = starts.map(() => 1),
): Tensor {
  const whole = x.shape.every(
    (length, axis) => starts[axis] === 0 && ends[axis] === length && steps[axis] === 1,
  );
  return whole ? x : applySingle(sliceOperation, [x], { starts, ends, steps });
}

/** Tensors one after another along an axis. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  return parts.length === 1 ? parts[0]! : applySingle(concatOperation, parts, { axis });
}

/** The elements at fixed positions of an axis, in their order. */
export function gather(x: Tensor, indices: readonly number[], axis: number): Tensor {
  return applySingle(gatherOperation, [x], { indices, axis });
}

/** Axes reversed in direction, as a kernel is for the gradient of a convolution. */
export function flip(x: Tensor, axes: readonly number[]): Tensor {
  return axes.reduce((flipped, axis) => {
    const length = flipped.shape[axis]!;
    return length === 1
      ? flipped
      : gather(
          flipped,
          Array.from({ length }, (_, i) => length - 1 - i),
          axis,
        );
  }, x);
}

/** Puts zeros between neighbours so that they lie `steps` apart on each axis: length becomes (n − 1)·step + 1. */
export function dilate(x: Tensor, steps: readonly number[]): Tensor {
  if (steps.every((step) => step === 1)) return x;
  const apart = x.shape.flatMap((length) => [length, 1]);
  const gaps = steps.flatMap((step) => [0, step - 1]);
  const spread = pad(
    reshapeTo(x, apart),
    gaps.map(() => 0),
    gaps,
  );
  const full = reshapeTo(
    spread,
    x.shape.map((length, axis) => length * steps[axis]!),
  );
  return slice(
    full,
    x.shape.map(() => 0),
    x.shape.map((length, axis) => (length - 1) * steps[axis]! + 1),
  );
}

/** The gradient of a slice: dy at the places it was taken from, zeros elsewhere. */
function unslice(dy: Tensor, shape: Shape, { starts, steps }: SliceAttributes): Tensor {
  const spread = dilate(dy, steps);
  return pad(
    spread,
    starts,
    shape.map((length, axis) => length - starts[axis]! - spread.shape[axis]!),
  );
}
