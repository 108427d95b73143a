import type { Random } from '../random.ts';

/** How sounds are varied (Objects that Sound, §3.3: clip-level amplitude jitter of about ±10 %). */
export interface SoundAugmentation {
  /** The whole second is multiplied by 1 ± this. */
  readonly amplitude: number;
  /** Beyond the paper: level varied by ± this many decibels. 0 switches it off. */
  readonly levelDecibels: number;
  /** Beyond the paper: white noise added at up to this share of the sound's own level. 0 switches it off. */
  readonly noise: number;
  /** Beyond the paper: played faster or slower by up to this many octaves. 0 switches it off. */
  readonly octaves: number;
  /** Beyond the paper: a smooth random filter of about this many decibels. 0 switches it off. */
  readonly filterDecibels: number;
  /** Beyond the paper: up to this share of the frequencies, and of the columns, is blanked. 0 switches it off. */
  readonly blank: number;
}

/** How much faster a sound is played, drawn once a pair; 1 in four cases of ten. */
export function drawSpeed(options: SoundAugmentation, random: Random): number {
  return options.octaves > 0 && random.unit() < 0.6
    ? 2 ** random.between(-options.octaves, options.octaves)
    : 1;
}

/** Samples played at another speed (linear interpolation): `count` values out of `samples`. */
export function playFaster(samples: Float32Array, speed: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const position = i * speed;
    const near = Math.min(samples.length - 1, Math.floor(position));
    const far = Math.min(samples.length - 1, near + 1);
    return samples[near]! + (samples[far]! - samples[near]!) * (position - near);
  });
}

/** Varies one second in place. @param samples [48000], −1…1. */
export function varySound(samples: Float32Array, options: SoundAugmentation, random: Random): void {
  const jitter = 1 + random.between(-options.amplitude, options.amplitude);
  const level = 10 ** (random.between(-options.levelDecibels, options.levelDecibels) / 20);
  const gain = jitter * level;
  const noise =
    options.noise > 0 ? rootMeanSquare(samples) * options.noise * random.unit() ** 2 * Math.sqrt(3) : 0;
  for (let i = 0; i < samples.length; i++) {
    samples[i] = (samples[i]! + (noise > 0 ? noise * random.between(-1, 1) : 0)) * gain;
  }
}

/** Root mean square of samples. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
