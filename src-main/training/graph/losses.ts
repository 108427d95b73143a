import { op, type Tensor } from '../../engine/index.ts';

/**
 * Logistic loss of log-odds against labels, in the form that neither overflows nor loses digits:
 * max(x, 0) − x·t + ln(1 + e^−|x|). Mean over all elements, or their weighted sum.
 * @param logits any shape. @param labels the same, 1 for "corresponds", 0 for "does not".
 */
export function logisticLoss(logits: Tensor, labels: Tensor, weights?: Tensor): Tensor {
  const softened = op.log(op.add(op.exp(op.negate(op.abs(logits))), 1));
  const each = op.add(op.subtract(op.relu(logits), op.multiply(logits, labels)), softened);
  return weights ? op.reduceSum(op.multiply(each, weights)) : op.reduceMean(each);
}

/**
 * Which items of a batch belong together: consecutive groups of `perVideo` moments of one video.
 * Row-major [b, b], 1 where row and column are of the same video.
 */
export function sameVideo(batch: number, perVideo: number): Float32Array {
  return Float32Array.from({ length: batch * batch }, (_, i) => {
    const [row, column] = [Math.floor(i / batch), i % batch];
    return Math.floor(row / perVideo) === Math.floor(column / perVideo) ? 1 : 0;
  });
}

/**
 * Contrastive loss over a batch, both directions: every picture must find the sounds of its own video among
 * all of the batch, and every sound its pictures. Not in the paper; beside its AVC loss, this learns from all
 * b² combinations instead of one a pair.
 * @param logits [b, b]: row i, column j scores picture i with sound j.
 */
export function contrastiveLoss(logits: Tensor, perVideo: number): Tensor {
  const batch = logits.shape[0]!;
  const target = sameVideo(batch, perVideo).map((same) => (-0.5 * same) / (perVideo * batch));
  const weights = op.constant(target, [batch, batch]);
  const rows = op.reduceSum(op.multiply(op.logSoftmax(logits), weights));
  const columns = op.reduceSum(op.multiply(op.logSoftmax(op.swapLastAxes(logits)), weights));
  return op.add(rows, columns);
}

/** The AVC loss over every combination of a batch, matching and other ones weighing half each. */
export function balancedLogisticLoss(logits: Tensor, perVideo: number): Tensor {
  const batch = logits.shape[0]!;
  const same = sameVideo(batch, perVideo);
  const matching = same.reduce((sum, value) => sum + value, 0);
  const weights = same.map((value) => 0.5 / (value === 1 ? matching : batch * batch - matching));
  return logisticLoss(logits, op.constant(same, [batch, batch]), op.constant(weights, [batch, batch]));
}

/**
 * Sounds (or pictures) of one video must resemble one another more than those of other videos: a contrastive
 * loss within one half, which leaves the plateau at the start of training sooner. Needs perVideo ≥ 2.
 * @param vectors [b, d]. @param scale of the cosine.
 */
export function agreementLoss(vectors: Tensor, perVideo: number, scale = 10): Tensor {
  const batch = vectors.shape[0]!;
  const unit = op.l2Normalise(vectors);
  const cosines = op.multiply(op.matMul(unit, op.swapLastAxes(unit)), scale);
  const itself = (i: number) => i % (batch + 1) === 0;
  const hidden = Float32Array.from({ length: batch * batch }, (_, i) => (itself(i) ? -1e4 : 0));
  const target = sameVideo(batch, perVideo).map((same, i) =>
    itself(i) ? 0 : -same / ((perVideo - 1) * batch),
  );
  const scores = op.logSoftmax(op.add(cosines, op.constant(hidden, [batch, batch])));
  return op.reduceSum(op.multiply(scores, op.constant(target, [batch, batch])));
}
