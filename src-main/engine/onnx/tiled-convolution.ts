import type { Shape } from '../graph/shape.ts';
import type {
  ConvolutionAttributes,
  ConvolutionGradientAttributes,
} from '../operations/convolution-attributes.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import type { Emitter } from './emitter.ts';
import type { ProviderForms } from './encode.ts';
import {
  INPUTS,
  inputTiles,
  joinTiles,
  matrixConstant,
  OUTPUTS,
  TAPS,
  tilePixels,
  transformTiles,
} from './tiles.ts';
import { fourByThree, type Matrix, squared } from './toom-cook.ts';
import { trainingTilesPay } from './when-tiles-pay.ts';

/**
 * 3×3 convolutions and their gradients by minimal filtering (Lavin & Gray 2016): with A, B and G of `toom-cook.ts`,
 * y = Aᵀ[(G w Gᵀ) ⊙ (Bᵀ x B)]A on 4×4 tiles of y, and dw = Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ x B)]G summed over tiles. The sums
 * over channels or tiles are a matrix product for each of 36 places: a quarter of the multiplications, and no shifted
 * copies of x. Channels lie last here, so that a tile is gathered by whole pixels. Undefined where it does not pay.
 */
export function tiledConvolutions(layout: BlockedLayout): ProviderForms {
  /** Bᵀ x B by the names of x and its padding: the kernel's gradient takes the convolution's own. */
  const seen = new Map<string, string>();
  const tilesOf = (
    emitter: Emitter,
    x: string,
    shape: Shape,
    output: Shape,
    before: readonly number[],
  ): string => {
    const key = `${x} ${before}`;
    const known = seen.get(key) ?? inputTiles(emitter, [x, shape], { output, before }, layout);
    seen.set(key, known);
    return known;
  };
  return {
    convolution: (emitter, [x, weight, bias], node) => {
      const { before } = node.attributes as ConvolutionAttributes;
      const [shape, output] = [node.inputs[1]!.shape, node.outputs[0]!.shape];
      if (bias !== undefined || !trainingTilesPay(node, layout)) return undefined;
      const tiles = tilesOf(emitter, x!, node.inputs[0]!.shape, output, before);
      const kernels = kernelTiles(emitter, weight!, shape, fourByThree.kernel);
      return [assemble(emitter, product(emitter, tiles, kernels, 'transB'), output, layout)];
    },

    convolutionInputGradient: (emitter, [dy, weight], node) => {
      const { before, shape: input } = node.attributes as ConvolutionGradientAttributes;
      const shape = node.inputs[1]!.shape;
      if (!trainingTilesPay(node, layout)) return undefined;
      const around = before.map((length) => TAPS - 1 - length);
      const tiles = inputTiles(
        emitter,
        [dy!, node.inputs[0]!.shape],
        { output: input, before: around },
        layout,
      );
      const turned = fourByThree.kernel.map((row) => row.toReversed());
      const kernels = kernelTiles(emitter, weight!, shape, turned);
      return [assemble(emitter, emitter.node('MatMul', [tiles, kernels]), input, layout)];
    },

    convolutionWeightGradient: (emitter, [x, dy], node) => {
      const { shape, before } = node.attributes as ConvolutionGradientAttributes;
      if (!trainingTilesPay(node, layout)) return undefined;
      const [input, output] = [node.inputs[0]!.shape, node.inputs[1]!.shape];
      const pixels = tilePixels(emitter, [dy!, output], { output, side: OUTPUTS, before: [0, 0] }, layout);
      const arriving = transformTiles(emitter, squared(fourByThree.output), pixels, shape[0]!);
      const sums = emitter.node('Reshape', [
        product(emitter, arriving, tilesOf(emitter, x!, input, output, before), 'transA'),
        emitter.int64s([INPUTS ** 2, shape[0]! * shape[1]!]),
      ]);
      const kernel = matrixConstant(emitter, squared(fourByThree.kernel));
      return [emitter.node('Reshape', [product(emitter, sums, kernel, 'transA'), emitter.int64s(shape)])];
    },
  };
}

/** G w Gᵀ of every kernel: [out, in, 3, 3] → [INPUTS², out, in]. */
function kernelTiles(emitter: Emitter, weight: string, shape: Shape, matrix: Matrix): string {
  const taps = emitter.node('Reshape', [weight, emitter.int64s([-1, TAPS ** 2])]);
  return emitter.node('Reshape', [
    product(emitter, matrixConstant(emitter, squared(matrix)), taps, 'transB'),
    emitter.int64s([INPUTS ** 2, shape[0]!, shape[1]!]),
  ]);
}

/** Aᵀ(…)A of every tile's products, put together: [INPUTS², batch · tiles, channels] → the plain name of the output. */
function assemble(emitter: Emitter, products: string, output: Shape, layout: BlockedLayout): string {
  const values = emitter.node('Reshape', [products, emitter.int64s([INPUTS ** 2, -1])]);
  const matrix = squared(fourByThree.output);
  const turned = matrix[0]!.map((_, column) => matrix.map((row) => row[column]!));
  const tiles = transformTiles(emitter, turned, values, output[1]!);
  return layout.plain(emitter, layout.fromChannelsLast(emitter, joinTiles(emitter, tiles, output)), output);
}

/** a · b over the last two axes, the one or the other turned. */
function product(emitter: Emitter, a: string, b: string, turned: 'transA' | 'transB'): string {
  return emitter.node('FusedMatMul', [a, b], {
    domain: 'com.microsoft',
    attributes: { [turned]: { int: 1 } },
  });
}
