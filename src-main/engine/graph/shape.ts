/** Element types a graph may carry. Arithmetic is float32; the others are inputs, indices and masks. */
export type DataType = 'float32' | 'int64' | 'uint8' | 'bool';

/** Lengths of the axes, outermost first. Every length is known: a graph is compiled for one batch size. */
export type Shape = readonly number[];

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** A shape as people read it: `[8, 64, 112, 112]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}
