import { op, type Tensor } from '../../engine/index.ts';
import type { BlockOptions, Layers } from '../layers.ts';
import { channelsAt } from './conv-net.ts';

const SAME: BlockOptions = { kernel: [3, 3, 3], strides: [1, 1, 1], before: [1, 1, 1], after: [1, 1, 1] };

/**
 * The vision ConvNet of AVE+MF (Objects that Sound, §3.2). The paper says only that the 2-D convolutions
 * become 3-D; this is the inflation chosen here: every 3×3 becomes 3×3×3, conv1_1 takes stride 2 in time as
 * in space, and the pools halve time where more than one step is left. 25 frames become 13, 6, 3 and 1.
 *
 * [b, 3, 25, 224, 224] → [b, 512·width, 1, 14, 14].
 */
export function convNet3d(layers: Layers, tower: string, x: Tensor, width: number): Tensor {
  let y = x;
  for (let block = 1; block <= 4; block++) {
    const first = block === 1 ? { ...SAME, strides: [2, 2, 2] } : SAME;
    y = layers.block(tower, `${block}_1`, y, channelsAt(width, block), first);
    y = layers.block(tower, `${block}_2`, y, channelsAt(width, block), SAME);
    if (block < 4) y = op.maxPool(y, [y.shape[2]! > 1 ? 2 : 1, 2, 2]);
  }
  return y;
}
