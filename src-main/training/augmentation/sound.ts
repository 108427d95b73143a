import type { Random } from '../random.ts';

/** How sounds are varied (Objects that Sound, §3.3: clip-level amplitude jitter of about ±10 %). */
export interface SoundAugmentation {
  /** The whole second is multiplied by 1 ± this. */
  readonly amplitude: number;
  /** Beyond the paper: level varied by ± this many decibels. 0 switches it off. */
  readonly levelDecibels: number;
  /** Beyond the paper: white noise added at up to this share of the sound's own level. 0 switches it off. */
  readonly noise: number;
}

export const paperSoundAugmentation: SoundAugmentation = { amplitude: 0.1, levelDecibels: 0, noise: 0 };

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
