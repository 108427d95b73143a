import { op, type Tensor } from '../../engine/index.ts';
import { type Layers, type NetworkName, networkOf } from '../../networks/index.ts';

/**
 * Log-odds of every picture of a batch with every sound of it, [b, b]: the network's own fusion, for all
 * pairs at once. For AVOL-Net each is the maximum over the cells (multiple-instance contrastive learning).
 */
export function pairwiseLogits(network: NetworkName, layers: Layers, vision: Tensor, audio: Tensor): Tensor {
  const batch = vision.shape[0]!;
  const { fuse } = networkOf(network);
  // Row-major over (picture, sound): each picture repeated in place, the whole list of sounds repeated.
  const pictures = repeatEach(vision, batch);
  const sounds = repeatAll(audio, batch);
  if (network !== 'avol') return op.reshapeTo(fuse(layers, pictures, sounds), [batch, batch]);
  return avolPairwise(layers, vision, audio, fuse);
}

function repeatEach(x: Tensor, times: number): Tensor {
  const [batch, ...rest] = x.shape;
  const spread = op.broadcastTo(op.reshapeTo(x, [batch!, 1, ...rest]), [batch!, times, ...rest]);
  return op.reshapeTo(spread, [batch! * times, ...rest]);
}

function repeatAll(x: Tensor, times: number): Tensor {
  const [batch, ...rest] = x.shape;
  const spread = op.broadcastTo(op.reshapeTo(x, [1, batch!, ...rest]), [times, batch!, ...rest]);
  return op.reshapeTo(spread, [batch! * times, ...rest]);
}

/**
 * The same for AVOL-Net without repeating its grids: one matrix product gives every cell against every sound,
 * and the maximum over the cells leaves [b, b]. The fusion's scale and shift are applied by fusing a grid of
 * one cell that already holds the product: 1-component vectors multiply to themselves.
 */
function avolPairwise(
  layers: Layers,
  grid: Tensor,
  audio: Tensor,
  fuse: (layers: Layers, vision: Tensor, audio: Tensor) => Tensor,
): Tensor {
  const [batch, size, rows, columns] = grid.shape as [number, number, number, number];
  const cells = op.reshapeTo(op.transpose(grid, [0, 2, 3, 1]), [batch * rows * columns, size]);
  const products = op.reshapeTo(op.matMul(cells, op.swapLastAxes(audio)), [batch, rows * columns, batch]);
  const flat = op.reshapeTo(op.transpose(products, [0, 2, 1]), [batch * batch, 1, rows, columns]);
  const ones = op.constant(new Float32Array(batch * batch).fill(1), [batch * batch, 1]);
  return op.reshapeTo(fuse(layers, flat, ones), [batch, batch]);
}
