import { type Shape, sizeOf } from '../graph/shape.ts';
import type { Node } from '../graph/tensor.ts';
import type { ConvolutionAttributes } from '../operations/convolution-attributes.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import { OUTPUTS, TAPS, tileCounts, tileSide } from './tiles.ts';
import { fourByThree, type MinimalFilter, twoByThree } from './toom-cook.ts';

/** In training: with fewer pairs of channels than these the tiles cost as much as they spare. */
const ENOUGH_PAIRS = {
  convolution: 128 * 128,
  convolutionInputGradient: 256 * 256,
  convolutionWeightGradient: 32 * 64,
} as const;
/**
 * In inference: with fewer pairs of channels for each channel that goes to tiles or comes from them, pixels over the
 * edges counted, bringing values there and back costs what the products spare. 128 → 128 channels without waste
 * have 64, 64 → 128 have 43.
 */
const ENOUGH_PAIRS_A_CHANNEL = 60;
/** In inference: with fewer multiplications than these, starting twenty operators instead of one costs as much. */
const ENOUGH_WORK = 2e8;
/** In inference: reading a number of the kernels takes as long as multiplying it this many times. */
const PRODUCTS_A_READING = 80;
/** Pixels under tiles for one of the output, at most: what lies over its edges is for nothing. */
const MOST_WASTE = 1.5;

/** Whether a convolution of a training graph, or one of its gradients, is faster by tiles. */
export function trainingTilesPay(node: Node, layout: BlockedLayout): boolean {
  const kind = node.operation.kind as keyof typeof ENOUGH_PAIRS;
  const kernel =
    kind === 'convolutionWeightGradient'
      ? (node.attributes as { readonly shape: Shape }).shape
      : node.inputs[1]!.shape;
  const value = node.inputs[0]!.shape;
  const covered = kind === 'convolutionWeightGradient' ? node.inputs[1]!.shape : node.outputs[0]!.shape;
  return (
    kernel[0]! * kernel[1]! >= ENOUGH_PAIRS[kind] &&
    layout.fits(value) &&
    layout.fits(covered) &&
    tilesFit(kernel, (node.attributes as ConvolutionAttributes).strides, covered)
  );
}

/** The tiles by which a convolution with constant weights is fastest; undefined where it is faster as it is. */
export function inferenceFilter(
  { inputs, outputs, operation, attributes }: Node,
  layout: BlockedLayout,
): MinimalFilter | undefined {
  if (operation.kind !== 'convolution') return undefined;
  const [kernel, output] = [inputs[1]!.shape, outputs[0]!.shape];
  const [out, channels] = [kernel[0]!, kernel[1]!];
  const filter = cost(twoByThree, output) < cost(fourByThree, output) ? twoByThree : fourByThree;
  const side = tileSide(filter);
  return layout.fits(inputs[0]!.shape) &&
    layout.fits(output) &&
    tilesFit(kernel, (attributes as ConvolutionAttributes).strides, output, side) &&
    (out * channels) / (out + channels) >= ENOUGH_PAIRS_A_CHANNEL * waste(output, side) &&
    sizeOf(output) * sizeOf(kernel.slice(1)) >= ENOUGH_WORK
    ? filter
    : undefined;
}

/** Products of a pair of channels, and the reading of its kernel, which smaller tiles share among fewer places. */
function cost(filter: MinimalFilter, output: Shape): number {
  const tiles = output[0]! * tileCounts(output, tileSide(filter)).reduce((a, b) => a * b);
  return filter.input.length ** 2 * (tiles + PRODUCTS_A_READING);
}

/** Tiles are made for 3×3 places without strides, and must not cover much more than there is. */
function tilesFit(kernel: Shape, strides: readonly number[], covered: Shape, side = OUTPUTS): boolean {
  return (
    kernel.length === 4 &&
    kernel.slice(2).every((length) => length === TAPS) &&
    strides.every((stride) => stride === 1) &&
    waste(covered, side) <= MOST_WASTE
  );
}

/** Pixels under tiles for each of the value. */
function waste(covered: Shape, side: number): number {
  return (tileCounts(covered, side).reduce((a, b) => a * b) * side ** 2) / sizeOf(covered.slice(2));
}
