import type * as TensorFlow from '@tensorflow/tfjs-core';

/**
 * Bilinear samples of `x` [batch, channel, row, column] at `places` [batch, row′, column′, 2] (−1…1 from edge to edge,
 * the border repeated beyond): gives [batch, channel, row′, column′]. TensorFlow has no such operation, so the four
 * neighbours of every place are gathered. ONNX's GridSample with `align_corners` 0.
 */
export function sampleGrid(
  tf: typeof TensorFlow,
  x: TensorFlow.Tensor,
  places: TensorFlow.Tensor,
): TensorFlow.Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [, rows, columns] = places.shape as [number, number, number, number];
  const count = rows * columns;
  const axis = (index: number, length: number) => {
    const at = tf.reshape(tf.slice(places, [0, 0, 0, index], [batch, rows, columns, 1]), [batch * count]);
    const exact = tf.clipByValue(tf.sub(tf.mul(tf.add(at, 1), length / 2), 0.5), 0, length - 1);
    const low = tf.floor(exact);
    return { low, high: tf.minimum(tf.add(low, 1), length - 1), share: tf.sub(exact, low) };
  };
  const [across, down] = [axis(0, width), axis(1, height)];
  const pixels = tf.reshape(tf.transpose(x, [0, 2, 3, 1]), [batch * height * width, channels]);
  const first = tf.reshape(
    tf.broadcastTo(tf.mul(tf.reshape(tf.range(0, batch), [batch, 1]), height * width), [batch, count]),
    [batch * count],
  );
  const read = (row: TensorFlow.Tensor, column: TensorFlow.Tensor) =>
    tf.gather(
      pixels,
      tf.cast(tf.add(first, tf.add(tf.mul(row, width), column)), 'int32') as TensorFlow.Tensor1D,
    );
  const between = (a: TensorFlow.Tensor, b: TensorFlow.Tensor, share: TensorFlow.Tensor) =>
    tf.add(a, tf.mul(tf.sub(b, a), tf.expandDims(share, 1)));
  const top = between(read(down.low, across.low), read(down.low, across.high), across.share);
  const bottom = between(read(down.high, across.low), read(down.high, across.high), across.share);
  return tf.transpose(
    tf.reshape(between(top, bottom, down.share), [batch, rows, columns, channels]),
    [0, 3, 1, 2],
  );
}
