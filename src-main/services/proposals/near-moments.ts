/** A moment of the library and how far its sound is from an example's, as a distance between unit vectors, 0…2. */
export interface NearMoment {
  readonly videoId: number;
  readonly at: number;
  readonly distance: number;
}

/** The nearest moments to each of a few examples, out of any number that are shown one after another. */
export interface NearestMoments {
  /**
   * Takes a video's moments into account.
   * @param vectors [moment, dimension], rows of length 1
   */
  show(videoId: number, at: Float64Array, vectors: Float32Array): void;
  /** What is nearest to any example: each moment once, with its smallest distance. */
  readonly all: NearMoment[];
}

/**
 * Keeps the nearest moments and no more, so that a library of any size is gone through in little memory.
 * @param examples [example, dimension], rows of length 1
 * @param options.most moments that are kept for each example
 * @param options.farthest the greatest distance, 0…2
 */
export function nearestMoments(
  examples: Float32Array,
  dimensions: number,
  options: { most: number; farthest: number },
): NearestMoments {
  const { most, farthest } = options;
  const count = examples.length / dimensions;
  const kept: NearMoment[][] = Array.from({ length: count }, () => []);
  /** No farther moment can be among the nearest any more. */
  const limits = new Float64Array(count).fill(farthest);

  function keepNearest(example: number): void {
    const list = kept[example]!.sort((one, other) => one.distance - other.distance);
    if (list.length < most) return;
    list.length = most;
    limits[example] = Math.min(farthest, list.at(-1)!.distance);
  }

  return {
    show(videoId, at, vectors) {
      for (let example = 0; example < count; example++) {
        const list = kept[example]!;
        for (const [row, time] of at.entries()) {
          const distance = distanceOf(examples, example * dimensions, vectors, row * dimensions, dimensions);
          if (distance > limits[example]!) continue;
          list.push({ videoId, at: time, distance });
          // Sorted now and then rather than at each: twice as long a list at the most.
          if (list.length >= 2 * most) keepNearest(example);
        }
      }
    },
    get all() {
      const nearest = new Map<string, NearMoment>();
      for (const [example, list] of kept.entries()) {
        keepNearest(example);
        for (const moment of list) {
          const key = `${moment.videoId} ${moment.at}`;
          const before = nearest.get(key);
          if (!before || moment.distance < before.distance) nearest.set(key, moment);
        }
      }
      return [...nearest.values()];
    },
  };
}

/** The Euclidean distance of two unit vectors by their cosine. */
function distanceOf(
  one: Float32Array,
  oneFrom: number,
  other: Float32Array,
  otherFrom: number,
  dimensions: number,
): number {
  let cosine = 0;
  for (let index = 0; index < dimensions; index++)
    cosine += one[oneFrom + index]! * other[otherFrom + index]!;
  return Math.sqrt(Math.max(2 - 2 * cosine, 0));
}
