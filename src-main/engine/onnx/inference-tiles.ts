import type { Shape } from '../graph/shape.ts';
import type { Node } from '../graph/tensor.ts';
import type { ConvolutionAttributes } from '../operations/convolution-attributes.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import { matrixConstant, TAPS, tileCounts, tileSide } from './tiles.ts';
import { type MinimalFilter, squared } from './toom-cook.ts';

/**
 * A 3×3 convolution without bias by minimal filtering (as `tiled-convolution.ts`), for constant kernels and in blocks
 * throughout: Bᵀ x B by convolutions of one channel each, the products of all places of the filter, 36 or 16, as the
 * groups of one convolution. Gives the blocked form of the output.
 */
export function inferenceTiles(
  emitter: Emitter,
  [x, weight]: readonly [string, string],
  { node, filter }: { readonly node: Node; readonly filter: MinimalFilter },
  layout: BlockedLayout,
): string {
  const places = filter.input.length ** 2;
  const [input, shape, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape, node.outputs[0]!.shape];
  const { before } = node.attributes as ConvolutionAttributes;
  const [down, across] = tileCounts(output, tileSide(filter));
  const columns = output[0]! * down * across;
  const arriving = emitter.node('Reshape', [
    inputTiles(emitter, layout.of(emitter, x), { input, output, before, filter }, layout),
    emitter.int64s([1, places * shape[1]!, 1, columns]),
  ]);
  const products = layout.convolve(
    emitter,
    [arriving, kernelTiles(emitter, [weight, shape], filter, layout)],
    {
      group: { int: places },
      kernel_shape: { ints: [1, 1] },
    },
  );
  const matrix = squared(filter.output);
  const turned = matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
  const values = emitter.node('MatMul', [
    matrixConstant(emitter, turned),
    emitter.node('Reshape', [products, emitter.int64s([places, -1])]),
  ]);
  return joinTiles(emitter, values, { output, side: tileSide(filter) }, layout);
}

/** Where a convolution's input lies under its output, both [batch, channel, height, width], and how they are tiled. */
interface Geometry {
  readonly input: Shape;
  readonly output: Shape;
  readonly before: readonly number[];
  readonly filter: MinimalFilter;
}

/**
 * Bᵀ x B: [places, channel / b, batch, tile, b]. Every block of an item's channels is taken for an item of its own,
 * so that one kernel of b times the same numbers does for all of them.
 */
function inputTiles(
  emitter: Emitter,
  blocked: string,
  { input, output, before, filter }: Geometry,
  layout: BlockedLayout,
): string {
  const { block } = layout;
  const [batch, channels, height, width] = input as [number, number, number, number];
  const blocks = channels / block;
  // The batch goes inside the blocks, where the tiles of all items become the columns of one product.
  const together = emitter.node('Transpose', [reshape(emitter, blocked, [batch, blocks, -1])], {
    attributes: { perm: { ints: [1, 0, 2] } },
  });
  const items = reshape(emitter, batch === 1 ? blocked : together, [blocks * batch, block, height, width]);
  const side = tileSide(filter);
  const after = tileCounts(output, side).map(
    (count, axis) => (count - 1) * side + filter.input.length - input[axis + 2]! - before[axis]!,
  );
  const byColumn = transformAlong(
    emitter,
    items,
    { axis: 1, padding: [before[1]!, after[1]!], filter },
    layout,
  );
  return transformAlong(emitter, byColumn, { axis: 0, padding: [before[0]!, after[0]!], filter }, layout);
}

interface Along {
  readonly axis: 0 | 1;
  readonly padding: readonly [number, number];
  readonly filter: MinimalFilter;
}

/** Every row of Bᵀ as a convolution along one axis (0 down, 1 across), one result after the other on the first axis. */
function transformAlong(
  emitter: Emitter,
  items: string,
  { axis, padding: [before, after], filter }: Along,
  layout: BlockedLayout,
): string {
  const { block } = layout;
  const along = (length: number, otherwise: number) =>
    axis === 0 ? [length, otherwise] : [otherwise, length];
  const [inputs, outputs] = [filter.input.length, tileSide(filter)];
  const rows = filter.input.map((row) => {
    const kernel = emitter.float32s(
      row.flatMap((factor) => new Array<number>(block).fill(factor)),
      [block, 1, ...along(inputs, 1)],
    );
    return layout.convolve(emitter, [items, kernel], {
      group: { int: block },
      kernel_shape: { ints: along(inputs, 1) },
      pads: { ints: [...along(before, 0), ...along(after, 0)] },
      strides: { ints: along(outputs, 1) },
    });
  });
  return emitter.node('Concat', rows, { attributes: { axis: { int: 0 } } });
}

/** G w Gᵀ as the kernel of a convolution in as many groups as places: [places, out / b, in, b of out]. */
function kernelTiles(
  emitter: Emitter,
  [weight, shape]: readonly [string, Shape],
  filter: MinimalFilter,
  { block }: BlockedLayout,
): string {
  const [out, channels] = shape as [number, number];
  // Standard operators alone are computed when the model is opened. The places stay together in the transposition.
  const taps = emitter.node('Transpose', [reshape(emitter, weight, [out / block, block, channels, -1])], {
    attributes: { perm: { ints: [0, 2, 1, 3] } },
  });
  const kernels = emitter.node(
    'Gemm',
    [matrixConstant(emitter, squared(filter.kernel)), reshape(emitter, taps, [-1, TAPS ** 2])],
    { attributes: { transB: { int: 1 } } },
  );
  return reshape(emitter, kernels, [filter.input.length ** 2 * out, channels, 1, 1]);
}

/** The tiles' pixels in their places: [side², channel / b, batch, tile, b] → the blocked output. */
function joinTiles(
  emitter: Emitter,
  values: string,
  { output, side }: { readonly output: Shape; readonly side: number },
  { block }: BlockedLayout,
): string {
  const [batch, channels, height, width] = output as [number, number, number, number];
  const [down, across] = tileCounts(output, side);
  const blocks = channels / block;
  const rows = new Array<number>(batch * blocks * height * width);
  let at = 0;
  for (let item = 0; item < batch; item++) {
    for (let index = 0; index < blocks; index++) {
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const place = (row % side) * side + (column % side);
          const tile = Math.floor(row / side) * across + Math.floor(column / side);
          rows[at++] = ((place * blocks + index) * batch + item) * down * across + tile;
        }
      }
    }
  }
  const gathered = emitter.node('Gather', [reshape(emitter, values, [-1, block]), emitter.int64s(rows)], {
    attributes: { axis: { int: 0 } },
  });
  return reshape(emitter, gathered, output);
}

function reshape(emitter: Emitter, value: string, shape: Shape): string {
  return emitter.node('Reshape', [value, emitter.int64s(shape)]);
}
