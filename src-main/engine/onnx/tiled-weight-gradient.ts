import type { Node, Shape } from '../graph/tensor.ts';
import type { ConvolutionGradientAttributes } from '../operations/kernel-gradient.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import { fourByThree, type Matrix, squared } from './toom-cook.ts';

const TAPS = 3;
/** Side of a tile of dy, and of the tile of x under it. */
const OUTPUTS = fourByThree.output[0]!.length;
const INPUTS = fourByThree.input.length;
/** With fewer pairs of channels than this the tiles cost as much as they spare. */
const ENOUGH_PAIRS = 32 * 64;

/** Whether `tiledWeightGradient` knows this kernel and is the quicker way. */
export function tilesPay(node: Node): boolean {
  const { shape, strides } = node.attributes as ConvolutionGradientAttributes;
  return (
    shape.length === 4 &&
    shape.slice(2).every((length) => length === TAPS) &&
    strides.every((stride) => stride === 1) &&
    shape[0]! * shape[1]! >= ENOUGH_PAIRS
  );
}

/**
 * dW of a 3×3 convolution by minimal filtering (Lavin & Gray 2016, §4, with its transposed rules): with
 * y = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A on 4×4 tiles of y, dw = Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ x B)]G. The sum over tiles is one product
 * of matrices for each of 36 places: a quarter of the multiplications of a product for each of nine taps, and no nine
 * shifted copies of x. Channels lie last here, so that a tile is gathered by whole pixels.
 */
export function tiledWeightGradient(
  emitter: Emitter,
  [x, dy]: readonly [string, string],
  node: Node,
  layout: BlockedLayout,
): string {
  const { shape, before } = node.attributes as ConvolutionGradientAttributes;
  const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
  const under = tiles(output, input, INPUTS, before);
  const over = tiles(output, output, OUTPUTS, [0, 0]);
  const seen = transform(
    emitter,
    squared(fourByThree.input),
    pixels(emitter, x, input, under, layout),
    input,
  );
  const arriving = transform(
    emitter,
    squared(fourByThree.output),
    pixels(emitter, dy, output, over, layout),
    output,
  );
  const sums = emitter.node('Reshape', [
    transposedProduct(emitter, arriving, seen),
    emitter.int64s([INPUTS ** 2, shape[0]! * shape[1]!]),
  ]);
  const kernel = constant(emitter, squared(fourByThree.kernel));
  return emitter.node('Reshape', [transposedProduct(emitter, sums, kernel), emitter.int64s(shape)]);
}

/** Which pixels the tiles take: [side², batch · tiles]; −1 for those outside. */
interface Tiles {
  readonly shape: Shape;
  readonly places: readonly number[];
}

/** The tiles of `side` pixels, OUTPUTS apart, that cover the output; in `value` they start `before` further up and left. */
function tiles(output: Shape, value: Shape, side: number, before: readonly number[]): Tiles {
  const [batch, , height, width] = value as [number, number, number, number];
  const [down, across] = output.slice(2).map((length) => Math.ceil(length / OUTPUTS)) as [number, number];
  const places: number[] = [];
  for (let place = 0; place < side * side; place++) {
    for (let tile = 0; tile < batch * down * across; tile++) {
      const item = Math.floor(tile / (down * across));
      const row = (Math.floor(tile / across) % down) * OUTPUTS + Math.floor(place / side) - before[0]!;
      const column = (tile % across) * OUTPUTS + (place % side) - before[1]!;
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      places.push(inside ? (item * height + row) * width + column : -1);
    }
  }
  return { shape: [side * side, batch * down * across], places };
}

/** The pixels of all tiles, zeros outside: [side², batch · tiles · channels]. */
function pixels(
  emitter: Emitter,
  value: string,
  shape: Shape,
  { shape: size, places }: Tiles,
  layout: BlockedLayout,
): string {
  const channels = shape[1]!;
  const rows = emitter.node('Reshape', [
    layout.channelsLast(emitter, value, shape),
    emitter.int64s([-1, channels]),
  ]);
  // Indices below 0 count from the end: −1 is the row of zeros that is added there.
  const padded = places.includes(-1) ? emitter.node('Pad', [rows, emitter.int64s([0, 0, 1, 0])]) : rows;
  const gathered = emitter.node('Gather', [padded, emitter.int64s(places, size)], {
    attributes: { axis: { int: 0 } },
  });
  return emitter.node('Reshape', [gathered, emitter.int64s([size[0]!, size[1]! * channels])]);
}

/** [places, …] → [INPUTS², batch · tiles, channels]. */
function transform(emitter: Emitter, matrix: Matrix, values: string, shape: Shape): string {
  return emitter.node('Reshape', [
    emitter.node('MatMul', [constant(emitter, matrix), values]),
    emitter.int64s([INPUTS ** 2, -1, shape[1]!]),
  ]);
}

/** aᵀ · b over the last two axes. */
function transposedProduct(emitter: Emitter, a: string, b: string): string {
  return emitter.node('FusedMatMul', [a, b], { domain: 'com.microsoft', attributes: { transA: { int: 1 } } });
}

function constant(emitter: Emitter, matrix: Matrix): string {
  return emitter.float32s(matrix.flat(), [matrix.length, matrix[0]!.length]);
}
