import { type ForeignModel, openForeignModel, type Provider } from '../engine/index.ts';
import { IMAGE_SIZE } from './declare.ts';
import { SAMPLE_RATE_HZ, SOUND_SAMPLES } from './inputs/log-spectrogram.ts';
import { resample } from './inputs/resample.ts';
import { resizePicture } from './inputs/resize-picture.ts';
import type { ExternalImage, ExternalSound, Manifest } from './manifest.ts';
import { ModelError } from './weights/weight.ts';

/** A pair of foreign encoders (or one of the two) behind the same calls as a network of the paper. */
export interface ExternalModel {
  readonly manifest: Manifest;
  readonly provider: string;
  readonly sees: boolean;
  readonly hears: boolean;
  /** @param rgb [n, 224, 224, 3] uint8. @returns [n, size]. Throws `ModelError` when there is no image encoder. */
  embedFrames(rgb: Uint8Array, n: number): Promise<Float32Array>;
  /** @param samples [n, 48000] float32 mono at 48 kHz. @returns [n, size]. */
  embedSounds(samples: Float32Array, n: number): Promise<Float32Array>;
  /**
   * How well each of n pairs of vectors agrees, 0…1: half of one plus their cosine. No probability, since
   * nobody taught these encoders one. Throws `ModelError` when the two halves differ in length.
   */
  correspondence(frames: Float32Array, sounds: Float32Array, n: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** Opens the ONNX files of an external pair. Throws `ModelError`, or `GraphError` for files that cannot be run. */
export async function openExternalModel(options: {
  manifest: Manifest;
  image: Uint8Array | null;
  sound: Uint8Array | null;
  provider?: Provider;
}): Promise<ExternalModel> {
  const { manifest, provider = 'cpu' } = options;
  const { image: imageManner = null, sound: soundManner = null } = manifest.external ?? {};
  const open = (file: Uint8Array, { input, output }: ExternalImage | ExternalSound) =>
    openForeignModel(file, { provider, input, output });
  const image = options.image && imageManner ? await open(options.image, imageManner) : null;
  const sound = options.sound && soundManner ? await open(options.sound, soundManner) : null;
  if (!image && !sound)
    throw new ModelError('an external model needs an image or a sound encoder', 'external');
  return {
    manifest,
    provider,
    sees: image !== null,
    hears: sound !== null,
    embedFrames: (rgb, n) => embedImages(required(image, 'image'), imageManner!, rgb, n),
    embedSounds: (samples, n) => embedSamples(required(sound, 'sound'), soundManner!, samples, n),
    correspondence: async (frames, sounds, n) => agreement(frames, sounds, n),
    release: async () => {
      await image?.release();
      await sound?.release();
    },
  };
}

function required(model: ForeignModel | null, half: 'image' | 'sound'): ForeignModel {
  if (model) return model;
  throw new ModelError(`this model has no ${half} encoder`, half);
}

function embedImages(
  model: ForeignModel,
  { size, layout, mean, deviation }: ExternalImage,
  rgb: Uint8Array,
  n: number,
): Promise<Float32Array> {
  const pixels = size * size;
  const values = new Float32Array(n * pixels * 3);
  const bytes = rgb.length / n;
  for (let item = 0; item < n; item++) {
    const resized = resizePicture(rgb.subarray(item * bytes, (item + 1) * bytes), IMAGE_SIZE, size);
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        const place = layout === 'nchw' ? colour * pixels + pixel : pixel * 3 + colour;
        const value = resized[pixel * 3 + colour]! / 255;
        values[item * pixels * 3 + place] = (value - mean[colour]!) / deviation[colour]!;
      }
    }
  }
  return model.run(values, n, layout === 'nchw' ? [3, size, size] : [size, size, 3]);
}

function embedSamples(
  model: ForeignModel,
  { sampleRateHz, samples: wanted, shape }: ExternalSound,
  samples: Float32Array,
  n: number,
): Promise<Float32Array> {
  const values = new Float32Array(n * wanted);
  for (let item = 0; item < n; item++) {
    const second = samples.subarray(item * SOUND_SAMPLES, (item + 1) * SOUND_SAMPLES);
    const sound = resample(second, SAMPLE_RATE_HZ, sampleRateHz);
    // The moment stays in the middle: cut or padded with silence alike on both sides.
    const skip = Math.round((sound.length - wanted) / 2);
    const from = Math.max(0, skip);
    values.set(sound.subarray(from, from + wanted), item * wanted + Math.max(0, -skip));
  }
  return model.run(values, n, shape === 'batch-samples' ? [wanted] : [1, wanted]);
}

function agreement(frames: Float32Array, sounds: Float32Array, n: number): Float32Array {
  if (frames.length !== sounds.length) {
    throw new ModelError(
      'the image and sound vectors of this model differ in length: they cannot be compared',
    );
  }
  const size = frames.length / n;
  return Float32Array.from({ length: n }, (_, pair) => {
    let [product, lengthA, lengthB] = [0, 0, 0];
    for (let i = pair * size; i < (pair + 1) * size; i++) {
      product += frames[i]! * sounds[i]!;
      lengthA += frames[i]! ** 2;
      lengthB += sounds[i]! ** 2;
    }
    const cosine = product / Math.max(Math.sqrt(lengthA * lengthB), 1e-12);
    return Math.min(Math.max((1 + cosine) / 2, 0), 1);
  });
}
