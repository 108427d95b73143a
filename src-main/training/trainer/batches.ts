import {
  drawVariation,
  noVariation,
  type PictureAugmentation,
  varyPicture,
} from '../augmentation/picture.ts';
import { type SoundAugmentation, varySound } from '../augmentation/sound.ts';
import type { TrainingSet } from '../dataset/training-set.ts';
import type { Pair } from '../pairs/sampler.ts';
import { randomStream } from '../random.ts';

const SAMPLE_RATE_HZ = 48_000;

/** One run of the engine: what goes in. */
export interface Batch {
  /** RGB bytes [b, framesPerMoment, s, s, 3]. */
  readonly frames: Uint8Array;
  /** [b, samples], −1…1. */
  readonly samples: Float32Array;
  /** [b], 1 for matching pairs. */
  readonly labels: Float32Array;
}

export interface BatchOptions {
  readonly imageSize: number;
  readonly samples: number;
  readonly picture: PictureAugmentation | null;
  readonly sound: SoundAugmentation | null;
  readonly seed: number;
}

/** Reads and varies the pictures and sounds of some pairs. `index` numbers the batch, for the random streams. */
export function readBatch(
  set: TrainingSet,
  pairs: readonly Pair[],
  index: number,
  options: BatchOptions,
): Batch {
  const { imageSize, samples } = options;
  const moment = set.framesPerMoment * imageSize * imageSize * 3;
  const frames = new Uint8Array(pairs.length * moment);
  const sounds = new Float32Array(pairs.length * samples);
  pairs.forEach((pair, position) => {
    const random = randomStream(options.seed, index, position + 2);
    const source = set.picture(pair.frame.clip, pair.frame.moment);
    const variation = options.picture
      ? drawVariation(set.pictureSize, options.picture, random)
      : noVariation(set.pictureSize);
    const kept = set.pictureSize * set.pictureSize * 3;
    for (let frame = 0; frame < set.framesPerMoment; frame++) {
      const offset = position * moment + frame * imageSize * imageSize * 3;
      const picture = source.subarray(frame * kept, (frame + 1) * kept);
      varyPicture(picture, set.pictureSize, variation, frames, offset, imageSize);
    }
    const sound = readSound(set, pair, samples);
    if (options.sound) varySound(sound, options.sound, random);
    sounds.set(sound, position * samples);
  });
  return { frames, samples: sounds, labels: Float32Array.from(pairs, ({ label }) => label) };
}

/** The samples around a pair's sound time; fewer than a second are cut around the same centre. */
function readSound(set: TrainingSet, { sound }: Pair, samples: number): Float32Array {
  const clip = set.clips[sound.clip]!;
  const centre = Math.round((sound.centreSeconds - clip.startSeconds) * SAMPLE_RATE_HZ);
  return set.sound(sound.clip, centre - Math.floor(samples / 2), samples);
}
