import { BINS, type FlowPreparer, HOP } from '../../networks/index.ts';
import {
  drawVariation,
  noVariation,
  type PictureAugmentation,
  varyPicture,
} from '../augmentation/picture.ts';
import { drawSpeed, playFaster, type SoundAugmentation, varySound } from '../augmentation/sound.ts';
import { varySpectrum } from '../augmentation/spectrum.ts';
import type { TrainingSet } from '../dataset/training-set.ts';
import type { Pair } from '../pairs/sampler.ts';
import { type Random, randomStream } from '../random.ts';

const SAMPLE_RATE_HZ = 48_000;

/** One run of the engine: what goes in. */
export interface Batch {
  /** RGB bytes [b, framesPerMoment, s, s, 3]. */
  readonly frames: Uint8Array;
  /** [b, samples], −1…1. */
  readonly samples: Float32Array;
  /** [b], 1 for matching pairs. */
  readonly labels: Float32Array;
  /** Changes of the spectrograms' levels: [b, 1, 257] and [b, columns, 1]. */
  readonly filter: Float32Array;
  readonly gate: Float32Array;
  /** AVE+OF only: [b, 20, s, s]; `frames` is then the middle frame of each moment. */
  readonly flow?: Float32Array;
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
  const columns = samples / HOP;
  const filter = new Float32Array(pairs.length * BINS);
  const gate = new Float32Array(pairs.length * columns);
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
    sounds.set(readSound(set, pair, samples, options.sound, random), position * samples);
    if (options.sound) {
      const bins = filter.subarray(position * BINS, (position + 1) * BINS);
      varySpectrum(bins, gate.subarray(position * columns, (position + 1) * columns), options.sound, random);
    }
  });
  return { frames, samples: sounds, labels: Float32Array.from(pairs, ({ label }) => label), filter, gate };
}

/** The samples around a pair's sound time, varied; fewer than a second are cut around the same centre. */
function readSound(
  set: TrainingSet,
  { sound }: Pair,
  samples: number,
  options: SoundAugmentation | null,
  random: Random,
): Float32Array {
  const clip = set.clips[sound.clip]!;
  const centre = Math.round((sound.centreSeconds - clip.startSeconds) * SAMPLE_RATE_HZ);
  const speed = options ? drawSpeed(options, random) : 1;
  const needed = Math.ceil(samples * speed);
  const read = set.sound(sound.clip, centre - Math.floor(needed / 2), needed);
  const played = speed === 1 ? read : playFaster(read, speed, samples);
  if (options) varySound(played, options, random);
  return played;
}

/** Replaces the consecutive frames of AVE+OF's moments by their middle one and the flow between them. */
export async function withFlow(batch: Batch, preparer: FlowPreparer | null): Promise<Batch> {
  return preparer ? { ...batch, ...(await preparer.prepare(batch.frames, batch.labels.length)) } : batch;
}
