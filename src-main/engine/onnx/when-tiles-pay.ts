import { type Node, type Shape, sizeOf } from '../graph/tensor.ts';
import type { ConvolutionAttributes } from '../operations/convolution.ts';
import type { BlockedLayout } from './blocked-layout.ts';
import { OUTPUTS, TAPS, tileCounts } from './tiles.ts';

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

/** Whether a convolution with constant weights is faster by tiles. */
export function inferenceTilesPay(
  { inputs, outputs, operation, attributes }: Node,
  layout: BlockedLayout,
): boolean {
  if (operation.kind !== 'convolution') return false;
  const [kernel, output] = [inputs[1]!.shape, outputs[0]!.shape];
  const [out, channels] = [kernel[0]!, kernel[1]!];
  return (
    layout.fits(inputs[0]!.shape) &&
    layout.fits(output) &&
    tilesFit(kernel, (attributes as ConvolutionAttributes).strides, output) &&
    (out * channels) / (out + channels) >= ENOUGH_PAIRS_A_CHANNEL * waste(output) &&
    sizeOf(output) * sizeOf(kernel.slice(1)) >= ENOUGH_WORK
  );
}

/** Tiles are made for 3×3 places without strides, and must not cover much more than there is. */
function tilesFit(kernel: Shape, strides: readonly number[], covered: Shape): boolean {
  return (
    kernel.length === 4 &&
    kernel.slice(2).every((length) => length === TAPS) &&
    strides.every((stride) => stride === 1) &&
    waste(covered) <= MOST_WASTE
  );
}

/** Pixels under tiles for each of the value. */
function waste(covered: Shape): number {
  return (tileCounts(covered).reduce((a, b) => a * b) * OUTPUTS ** 2) / sizeOf(covered.slice(2));
}
