import { InferenceSession, Tensor } from 'onnxruntime-node';
import { GraphError } from '../graph/graph-error.ts';
import { writeModel } from '../onnx/messages.ts';

/** What many queries found: row-major [queries, top], nearest first. */
export interface FoundOfMany {
  /** Rows of the searched vectors. */
  readonly indices: Int32Array;
  /** Euclidean distances between the unit vectors, 0…2. */
  readonly distances: Float32Array;
}

/** Exact search for many queries at once. */
export interface ManySearch {
  readonly count: number;
  /**
   * The `top` nearest rows of every query. Throws `GraphError` for queries of another length.
   * @param queries [queries, dimensions], rows of length 1
   */
  nearest(queries: Float32Array): Promise<FoundOfMany>;
  release(): Promise<void>;
}

/**
 * As `searchIndex`, for work that looks up every vector of a library: a product of two matrices gives many queries
 * their answers for little more than one query costs alone.
 * @param vectors [count, dimensions], rows of length 1; used where they lie
 * @param top at most the count of vectors
 */
export async function manySearch(
  vectors: Float32Array,
  dimensions: number,
  top: number,
): Promise<ManySearch> {
  const count = vectors.length / dimensions;
  if (!Number.isInteger(count) || top < 1 || top > count) {
    throw new GraphError(`${vectors.length} numbers do not make ${top} or more rows of ${dimensions}`);
  }
  const rows = new Tensor('float32', vectors, [count, dimensions]);
  const session = await InferenceSession.create(modelOf(count, dimensions, top), {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
  });
  return {
    count,
    async nearest(queries) {
      const asked = queries.length / dimensions;
      if (!Number.isInteger(asked)) {
        throw new GraphError(`${queries.length} numbers do not make queries of ${dimensions}`);
      }
      if (asked === 0) return { indices: new Int32Array(0), distances: new Float32Array(0) };
      const feeds = { rows, queries: new Tensor('float32', queries, [asked, dimensions]) };
      const { cosine, index } = await session.run(feeds);
      return {
        indices: Int32Array.from(index!.data as BigInt64Array, Number),
        distances: (cosine!.data as Float32Array).map((value) => Math.sqrt(Math.max(0, 2 - 2 * value))),
      };
    },
    release: () => session.release(),
  };
}

function modelOf(count: number, dimensions: number, top: number): Uint8Array {
  return writeModel({
    nodes: [
      {
        operator: 'Gemm',
        domain: '',
        inputs: ['queries', 'rows'],
        outputs: ['cosines'],
        attributes: { transB: { int: 1 } },
      },
      {
        operator: 'TopK',
        domain: '',
        inputs: ['cosines', 'top'],
        outputs: ['cosine', 'index'],
        attributes: { axis: { int: 1 }, largest: { int: 1 }, sorted: { int: 1 } },
      },
    ],
    initializers: [
      { name: 'top', type: 'int64', shape: [1], bytes: new Uint8Array(BigInt64Array.of(BigInt(top)).buffer) },
    ],
    inputs: [
      { name: 'rows', type: 'float32', shape: [count, dimensions] },
      { name: 'queries', type: 'float32', shape: [-1, dimensions] },
    ],
    outputs: [
      { name: 'cosine', type: 'float32', shape: [-1, top] },
      { name: 'index', type: 'int64', shape: [-1, top] },
    ],
  });
}
