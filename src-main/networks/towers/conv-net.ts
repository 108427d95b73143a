import { op, type Tensor } from '../../engine/index.ts';
import type { BlockOptions, Layers } from '../layers.ts';

/** Channels of the four blocks at full width (Objects that Sound, Fig. 2a, 2b). */
export const FULL_WIDTH_CHANNELS = [64, 128, 256, 512] as const;

/** Channels of block 1…4 at a width: 1 as published, ½ or ¼ for small machines. */
export function channelsAt(width: number, block: number): number {
  return Math.max(1, Math.round(FULL_WIDTH_CHANNELS[block - 1]! * width));
}

const SAME: BlockOptions = { kernel: [3, 3], strides: [1, 1], before: [1, 1], after: [1, 1] };
const HALVING: BlockOptions = { ...SAME, strides: [2, 2] };
// 257 bins become the published 128 without padding in frequency; common re-implementations pad and get 129.
const HALVING_SPECTROGRAM: BlockOptions = { kernel: [3, 3], strides: [2, 2], before: [0, 1], after: [0, 1] };

/** Which input a tower takes; decides the padding of conv1_1 alone. */
export type TowerInput = 'picture' | 'spectrogram';

/**
 * Blocks 1 to 3, each two 3×3 convolutions and a 2×2 max-pool.
 * Picture [b, 3, 224, 224] → [b, 256·width, 14, 14]; spectrogram [b, 1, 257, 200] → [b, 256·width, 16, 12].
 */
export function threeBlocks(
  layers: Layers,
  tower: string,
  x: Tensor,
  width: number,
  input: TowerInput,
): Tensor {
  let y = x;
  for (let block = 1; block <= 3; block++) {
    const first = block > 1 ? SAME : input === 'picture' ? HALVING : HALVING_SPECTROGRAM;
    y = layers.block(tower, `${block}_1`, y, channelsAt(width, block), first);
    y = layers.block(tower, `${block}_2`, y, channelsAt(width, block), SAME);
    y = op.maxPool(y, [2, 2]);
  }
  return y;
}

/** Block 4: two 3×3 convolutions to 512·width channels. */
export function fourthBlock(layers: Layers, tower: string, x: Tensor, width: number): Tensor {
  const y = layers.block(tower, '4_1', x, channelsAt(width, 4), SAME);
  return layers.block(tower, '4_2', y, channelsAt(width, 4), SAME);
}

/** A whole ConvNet (Fig. 2a or 2b): [b, 512·width, 14, 14] of a picture, [b, 512·width, 16, 12] of a spectrogram. */
export function convNet(layers: Layers, tower: string, x: Tensor, width: number, input: TowerInput): Tensor {
  return fourthBlock(layers, tower, threeBlocks(layers, tower, x, width, input), width);
}

/** pool4: the maximum over all cells, [b, channels, …space] → [b, channels]. */
export function poolAll(x: Tensor): Tensor {
  return op.reduceMax(
    x,
    x.shape.slice(2).map((_, axis) => axis + 2),
  );
}
