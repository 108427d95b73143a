import { op, type Tensor } from '../../engine/index.ts';

/** How pixel values 0…1 are centred and scaled, per colour channel. */
export interface ImageNormalisation {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
}

/** Values near 0 with a spread near 1 for ordinary pictures. */
export const defaultImageNormalisation: ImageNormalisation = {
  mean: [0.5, 0.5, 0.5],
  deviation: [0.25, 0.25, 0.25],
};

/**
 * Image normalisation as part of the graph.
 * @param bytes [batch, row, column, colour] uint8 RGB, or [batch, time, row, column, colour].
 * @returns [batch, colour, row, column] float32 (or [batch, colour, time, row, column]), centred and scaled.
 */
export function normaliseImage(bytes: Tensor, { mean, deviation }: ImageNormalisation): Tensor {
  const rank = bytes.shape.length;
  const order = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 1)];
  const planes = op.transpose(op.cast(bytes, 'float32'), order);
  const perColour = [1, 3, ...Array.from({ length: rank - 2 }, () => 1)];
  const factor = op.constant(
    Float32Array.from(deviation, (d) => 1 / (255 * d)),
    perColour,
  );
  const offset = op.constant(
    Float32Array.from(mean, (m, colour) => -m / deviation[colour]!),
    perColour,
  );
  return op.add(op.multiply(planes, factor), offset);
}
