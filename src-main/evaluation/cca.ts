import { CholeskyDecomposition, inverse, Matrix, SingularValueDecomposition } from 'ml-matrix';
import { EvaluationError } from './evaluation-error.ts';

/** Vectors of one kind: row-major `[n, dimensions]`. */
export interface VectorTable {
  values: Float32Array;
  dimensions: number;
}

/** An alignment of two kinds of vectors, learnt from pairs. */
export interface Alignment {
  /** Correlation of each pair of components, falling. */
  correlations: Float64Array;
  /** Projects vectors of the first or second kind to unit vectors `[n, components]`. */
  projectFirst(table: VectorTable): VectorTable;
  projectSecond(table: VectorTable): VectorTable;
}

export interface CcaOptions {
  /** Components to keep (Objects that Sound, §3.1: 128); fewer where the vectors are shorter. */
  components?: number;
  /**
   * Ridge added to each covariance, as a share of its mean variance. Without one the covariance of ReLU features
   * is singular: units that are never active have no variance.
   */
  ridge?: number;
}

/**
 * Regularised canonical correlation analysis by the singular values of the whitened cross-covariance. Row i of
 * both tables belongs to the same moment. Deviation from the paper, which names no regularisation: a small ridge.
 * Throws EvaluationError when the tables differ in length or hold fewer than two rows.
 */
export function learnAlignment(first: VectorTable, second: VectorTable, options: CcaOptions = {}): Alignment {
  const rows = first.values.length / first.dimensions;
  if (rows < 2 || rows !== second.values.length / second.dimensions) {
    throw new EvaluationError('CCA needs the same number of vectors of both kinds, at least two.', {
      field: 'vectors',
    });
  }
  const { components = 128, ridge = 1e-3 } = options;
  const one = centre(first);
  const other = centre(second);
  const whitenOne = whitening(one.rows, ridge);
  const whitenOther = whitening(other.rows, ridge);
  const cross = one.rows
    .transpose()
    .mmul(other.rows)
    .div(rows - 1);
  const whitened = whitenOne.transpose().mmul(cross).mmul(whitenOther);
  const singular = new SingularValueDecomposition(whitened, { autoTranspose: true });
  const kept = Math.min(components, first.dimensions, second.dimensions);
  const directions = (whiten: Matrix, vectors: Matrix): Matrix =>
    whiten.mmul(vectors.subMatrix(0, vectors.rows - 1, 0, kept - 1));
  const intoOne = directions(whitenOne, singular.leftSingularVectors);
  const intoOther = directions(whitenOther, singular.rightSingularVectors);
  return {
    correlations: Float64Array.from(singular.diagonal.slice(0, kept)),
    projectFirst: (table) => project(table, one.means, intoOne),
    projectSecond: (table) => project(table, other.means, intoOther),
  };
}

function centre({ values, dimensions }: VectorTable): { rows: Matrix; means: number[] } {
  const rows = Matrix.from1DArray(values.length / dimensions, dimensions, values);
  const means = rows.mean('column');
  return { rows: rows.subRowVector(means), means };
}

/** W with Wᵀ (C + ridge) W = 1: the transposed inverse of the Cholesky factor. */
function whitening(rows: Matrix, ridge: number): Matrix {
  const covariance = rows
    .transpose()
    .mmul(rows)
    .div(rows.rows - 1);
  const meanVariance = covariance.trace() / covariance.rows;
  // The smallest positive ridge keeps the factorisation possible for vectors that never change.
  const added = Math.max(ridge * meanVariance, 1e-12);
  for (let index = 0; index < covariance.rows; index++) {
    covariance.set(index, index, covariance.get(index, index) + added);
  }
  return inverse(new CholeskyDecomposition(covariance).lowerTriangularMatrix).transpose();
}

function project(table: VectorTable, means: number[], directions: Matrix): VectorTable {
  const rows = Matrix.from1DArray(table.values.length / table.dimensions, table.dimensions, table.values);
  const projected = rows.subRowVector(means).mmul(directions);
  const dimensions = directions.columns;
  const values = new Float32Array(projected.rows * dimensions);
  for (let row = 0; row < projected.rows; row++) {
    for (let column = 0; column < dimensions; column++) {
      values[row * dimensions + column] = projected.get(row, column);
    }
  }
  return normaliseRows({ values, dimensions });
}

/** The vectors scaled to unit length; a vector of zeros stays as it is. Leaves the input alone. */
export function normaliseRows({ values, dimensions }: VectorTable): VectorTable {
  const result = Float32Array.from(values);
  for (let start = 0; start < result.length; start += dimensions) {
    const row = result.subarray(start, start + dimensions);
    let sum = 0;
    for (const value of row) sum += value * value;
    if (sum > 0) for (let index = 0; index < dimensions; index++) (row[index] as number) /= Math.sqrt(sum);
  }
  return { values: result, dimensions };
}
