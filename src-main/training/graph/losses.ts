import { op, type Tensor } from '../../engine/index.ts';

/**
 * Logistic loss of log-odds against labels, in the form that neither overflows nor loses digits:
 * max(x, 0) − x·t + ln(1 + e^−|x|). Mean over all elements, weighted when weights (summing to 1) are given.
 * @param logits [n]. @param labels [n], 1 for "corresponds", 0 for "does not".
 */
export function logisticLoss(logits: Tensor, labels: Tensor, weights?: Tensor): Tensor {
  const softened = op.log(op.add(op.exp(op.negate(op.abs(logits))), 1));
  const each = op.add(op.subtract(op.relu(logits), op.multiply(logits, labels)), softened);
  return weights ? op.reduceSum(op.multiply(each, weights)) : op.reduceMean(each);
}

/**
 * Contrastive loss over a batch, both directions: every picture must find its own sound among all of the
 * batch, and every sound its picture. Not in the paper; beside its AVC loss, this learns from b² − b
 * negatives instead of one a pair.
 * @param logits [b, b]: row i, column j scores picture i with sound j.
 */
export function contrastiveLoss(logits: Tensor): Tensor {
  const batch = logits.shape[0]!;
  const own = op.multiply(identity(batch), -0.5 / batch);
  const rows = op.reduceSum(op.multiply(op.logSoftmax(logits), own));
  const columns = op.reduceSum(op.multiply(op.logSoftmax(op.swapLastAxes(logits)), own));
  return op.add(rows, columns);
}

/** The AVC loss over every pair of a batch, matching and other pairs weighing half each. */
export function balancedLogisticLoss(logits: Tensor): Tensor {
  const batch = logits.shape[0]!;
  const labels = identity(batch);
  const weight = (own: boolean) => 0.5 / (own ? batch : batch * (batch - 1));
  const weights = op.constant(
    Float32Array.from({ length: batch * batch }, (_, i) => weight(i % (batch + 1) === 0)),
    [batch, batch],
  );
  return logisticLoss(logits, labels, weights);
}

function identity(size: number): Tensor {
  return op.constant(
    Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    [size, size],
  );
}
