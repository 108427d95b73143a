import { op, type Tensor } from '../../engine/index.ts';
import { type Layers, type NetworkName, networkOf } from '../../networks/index.ts';

/** Scores of every picture of a batch with every sound of it, [b, b]: row i, column j is picture i, sound j. */
export interface PairwiseScores {
  /** What the contrastive loss compares. */
  readonly similarity: Tensor;
  /** Log-odds by the network's own fusion, which the logistic loss calibrates. */
  readonly odds: Tensor;
}

/** Name of the scale of the cosine in a contrastive run; it belongs to the run, not to the model. */
export const TEMPERATURE = 'contrastive.scale';

/**
 * All combinations of a batch at once. AVE-Net and L³-Net compare by cosine times a learnt scale beside their
 * own fusion; AVOL-Net by the maximum over the cells, as in multiple-instance contrastive learning.
 */
export function pairwiseScores(
  network: NetworkName,
  layers: Layers,
  vision: Tensor,
  audio: Tensor,
): PairwiseScores {
  const { fuse } = networkOf(network);
  if (network === 'avol') {
    const odds = avolPairwise(layers, vision, audio, fuse);
    return { similarity: odds, odds };
  }
  const batch = vision.shape[0]!;
  // Row-major over (picture, sound): each picture repeated in place, the whole list of sounds repeated.
  const odds = op.reshapeTo(fuse(layers, repeatEach(vision, batch), repeatAll(audio, batch)), [batch, batch]);
  const scale = op.reshapeTo(layers.weight(TEMPERATURE, [1], { kind: 'fixed', values: [10] }), []);
  const cosines = op.matMul(op.l2Normalise(vision), op.swapLastAxes(op.l2Normalise(audio)));
  return { similarity: op.multiply(cosines, scale), odds };
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
 * AVOL-Net without repeating its grids: one matrix product gives every cell against every sound. The
 * network's own fusion then sees grids of one component that already hold the products, and sounds of ones.
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
