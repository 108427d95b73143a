import type { Node, Shape } from '../graph/tensor.ts';
import type { ConvolutionAttributes } from '../operations/convolution.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import { INPUTS, matrixConstant, OUTPUTS, TAPS, tileCounts } from './tiles.ts';
import { fourByThree, squared } from './toom-cook.ts';

const PLACES = INPUTS ** 2;

/**
 * A 3×3 convolution without bias by minimal filtering (as `tiled-convolution.ts`), for constant kernels and in blocks
 * throughout: Bᵀ x B by convolutions of one channel each, the products of all 36 places as the groups of one
 * convolution. Gives the blocked form of the output.
 */
export function inferenceTiles(
  emitter: Emitter,
  [x, weight]: readonly [string, string],
  node: Node,
  layout: BlockedLayout,
): string {
  const [input, shape, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape, node.outputs[0]!.shape];
  const { before } = node.attributes as ConvolutionAttributes;
  const [down, across] = tileCounts(output);
  const columns = output[0]! * down * across;
  const arriving = emitter.node('Reshape', [
    inputTiles(emitter, layout.of(emitter, x), { input, output, before }, layout),
    emitter.int64s([1, PLACES * shape[1]!, 1, columns]),
  ]);
  const products = layout.convolve(emitter, [arriving, kernelTiles(emitter, weight, shape, layout)], {
    group: { int: PLACES },
    kernel_shape: { ints: [1, 1] },
  });
  const matrix = squared(fourByThree.output);
  const turned = matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
  const values = emitter.node('MatMul', [
    matrixConstant(emitter, turned),
    emitter.node('Reshape', [products, emitter.int64s([PLACES, -1])]),
  ]);
  return joinTiles(emitter, values, output, layout);
}

/** Where a convolution's input lies under its output, both [batch, channel, height, width]. */
interface Geometry {
  readonly input: Shape;
  readonly output: Shape;
  readonly before: readonly number[];
}

/**
 * Bᵀ x B: [36 places, channel / b, batch, tile, b]. Every block of an item's channels is taken for an item of its own,
 * so that one kernel of b times the same numbers does for all of them.
 */
function inputTiles(
  emitter: Emitter,
  blocked: string,
  { input, output, before }: Geometry,
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
  const counts = tileCounts(output);
  const after = counts.map(
    (count, axis) => (count - 1) * OUTPUTS + INPUTS - input[axis + 2]! - before[axis]!,
  );
  const byColumn = transformAlong(emitter, items, 1, [before[1]!, after[1]!], layout);
  return transformAlong(emitter, byColumn, 0, [before[0]!, after[0]!], layout);
}

/** Every row of Bᵀ as a convolution along one axis (0 down, 1 across), one result after the other on the first axis. */
function transformAlong(
  emitter: Emitter,
  items: string,
  axis: 0 | 1,
  [before, after]: readonly [number, number],
  layout: BlockedLayout,
): string {
  const { block } = layout;
  const along = (length: number, otherwise: number) =>
    axis === 0 ? [length, otherwise] : [otherwise, length];
  const rows = fourByThree.input.map((row) => {
    const kernel = emitter.float32s(
      row.flatMap((factor) => new Array<number>(block).fill(factor)),
      [block, 1, ...along(INPUTS, 1)],
    );
    return layout.convolve(emitter, [items, kernel], {
      group: { int: block },
      kernel_shape: { ints: along(INPUTS, 1) },
      pads: { ints: [...along(before, 0), ...along(after, 0)] },
      strides: { ints: along(OUTPUTS, 1) },
    });
  });
  return emitter.node('Concat', rows, { attributes: { axis: { int: 0 } } });
}

/** G w Gᵀ as the kernel of a convolution in 36 groups: [36 places, out / b, in, b of out]. */
function kernelTiles(emitter: Emitter, weight: string, shape: Shape, { block }: BlockedLayout): string {
  const [out, channels] = shape as [number, number];
  // Standard operators alone are computed when the model is opened. The places stay together in the transposition.
  const taps = emitter.node('Transpose', [reshape(emitter, weight, [out / block, block, channels, -1])], {
    attributes: { perm: { ints: [0, 2, 1, 3] } },
  });
  const kernels = emitter.node(
    'Gemm',
    [matrixConstant(emitter, squared(fourByThree.kernel)), reshape(emitter, taps, [-1, TAPS ** 2])],
    { attributes: { transB: { int: 1 } } },
  );
  return reshape(emitter, kernels, [PLACES * out, channels, 1, 1]);
}

/** The tiles' pixels in their places: [16 places, channel / b, batch, tile, b] → the blocked output. */
function joinTiles(emitter: Emitter, values: string, output: Shape, { block }: BlockedLayout): string {
  const [batch, channels, height, width] = output as [number, number, number, number];
  const [down, across] = tileCounts(output);
  const blocks = channels / block;
  const rows = new Array<number>(batch * blocks * height * width);
  let at = 0;
  for (let item = 0; item < batch; item++) {
    for (let index = 0; index < blocks; index++) {
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const place = (row % OUTPUTS) * OUTPUTS + (column % OUTPUTS);
          const tile = Math.floor(row / OUTPUTS) * across + Math.floor(column / OUTPUTS);
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
