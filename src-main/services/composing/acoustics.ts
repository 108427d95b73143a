import { sampleRateHz } from './note.ts';
import type { RandomStream } from './random.ts';
import type { Look } from './types.ts';

/** The surroundings of a clip's sound; drawn once a clip, or once a segment for the level. */
export interface Acoustics {
  /** Share of reverberated sound, 0 (dry) … 1, and how long it takes to fade by 60 dB. */
  wet: number;
  fadeSeconds: number;
  /** Stretches the delays of the room: a small room to a hall. */
  size: number;
  /** Gain of the treble against the bass, in dB: the tilt of a microphone or a loudspeaker. */
  tiltDecibels: number;
  /** Level of the background noise against the instrument's, in dB; −Infinity for none. */
  noiseDecibels: number;
  noise: 'white' | 'pink' | 'brown' | 'hum';
  /** Level of the finished sound: root mean square in dB of full scale. */
  levelDecibels: number;
}

/** Draws a room, a microphone, a noise and a level. */
export function drawAcoustics(random: RandomStream, look: Look = 'varied'): Acoustics {
  if (look === 'clean') {
    return {
      wet: random.between(0.08, 0.2),
      fadeSeconds: random.between(0.3, 0.7),
      size: 1,
      tiltDecibels: random.between(-2, 2),
      noiseDecibels: -55,
      noise: 'pink',
      levelDecibels: -20,
    };
  }
  return {
    wet: random.chance(0.25) ? 0 : random.between(0.05, 0.4),
    fadeSeconds: random.between(0.15, 1.2),
    size: random.between(0.6, 1.6),
    tiltDecibels: random.between(-9, 7),
    noiseDecibels: random.chance(0.2) ? -Infinity : random.between(-50, -14),
    noise: random.pick(['white', 'pink', 'brown', 'hum'] as const),
    levelDecibels: random.between(-32, -14),
  };
}

/** Delays of Schroeder's room in samples at 48 kHz: mutually prime, so that echoes do not line up. */
const combDelays = [1427, 1613, 1801, 1949] as const;
const allPassDelays = [241, 83] as const;

/**
 * Adds simple room reverberation to a mix in place: Schroeder's four parallel combs (each with a damped
 * treble) and two all-passes in series.
 */
export function addRoom(mix: Float32Array, { wet, fadeSeconds, size }: Acoustics): void {
  if (wet === 0) return;
  const tail = new Float32Array(mix.length);
  for (const delay of combDelays) addComb(tail, mix, Math.round(delay * size), fadeSeconds);
  for (const delay of allPassDelays) passAll(tail, Math.round(delay * size));
  const gain = wet / combDelays.length;
  for (let index = 0; index < mix.length; index++) {
    mix[index] = (mix[index] as number) * (1 - wet * 0.5) + (tail[index] as number) * gain;
  }
}

function addComb(into: Float32Array, mix: Float32Array, delay: number, fadeSeconds: number): void {
  const feedback = 10 ** ((-3 * delay) / sampleRateHz / fadeSeconds);
  const damping = 0.3;
  const line = new Float32Array(delay);
  let place = 0;
  let damped = 0;
  for (let index = 0; index < mix.length; index++) {
    const echo = line[place] as number;
    damped = echo * (1 - damping) + damped * damping;
    line[place] = (mix[index] as number) + damped * feedback;
    (into[index] as number) += echo;
    if (++place === delay) place = 0;
  }
}

function passAll(signal: Float32Array, delay: number): void {
  const gain = 0.6;
  const line = new Float32Array(delay);
  let place = 0;
  for (let index = 0; index < signal.length; index++) {
    const delayed = line[place] as number;
    const fed = (signal[index] as number) + delayed * gain;
    line[place] = fed;
    signal[index] = delayed - fed * gain;
    if (++place === delay) place = 0;
  }
}

/** Tilts the spectrum in place about 1 kHz: a one-pole low-pass splits it, and the treble is scaled. */
export function tiltSpectrum(mix: Float32Array, tiltDecibels: number): void {
  const smoothing = 1 - Math.exp((-2 * Math.PI * 1000) / sampleRateHz);
  const treble = 10 ** (tiltDecibels / 20);
  let low = 0;
  for (let index = 0; index < mix.length; index++) {
    const value = mix[index] as number;
    low += smoothing * (value - low);
    mix[index] = low + (value - low) * treble;
  }
}

/** Background noise of unit root mean square, `length` samples. */
export function makeNoise(colour: Acoustics['noise'], length: number, random: RandomStream): Float32Array {
  const noise = new Float32Array(length);
  const hertz = random.pick([50, 60]);
  const overtones = [1, 2, 3, 5].map((order) => ({ order, gain: random.unit() / order }));
  let state = random.integer(1, 0x7fffffff);
  let slow = 0;
  let slower = 0;
  let sum = 0;
  for (let index = 0; index < length; index++) {
    // xorshift32: a million draws a clip, and a stream of its own seeded from the clip's.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const white = state / 2 ** 31;
    slow += 0.05 * (white - slow);
    slower += 0.004 * (white - slower);
    let value = white;
    if (colour === 'pink') value = white * 0.25 + slow * 2 + slower * 4;
    else if (colour === 'brown') value = slower * 10 + slow * 0.5;
    else if (colour === 'hum') {
      value = white * 0.05;
      const angle = (2 * Math.PI * hertz * index) / sampleRateHz;
      for (const { order, gain } of overtones) value += gain * Math.sin(order * angle);
    }
    noise[index] = value;
    sum += value * value;
  }
  const scale = 1 / Math.sqrt(sum / length || 1);
  for (let index = 0; index < length; index++) (noise[index] as number) *= scale;
  return noise;
}

/** Root mean square of a span of samples; 0 for none. */
export function rootMeanSquare(samples: Float32Array): number {
  let sum = 0;
  for (const value of samples) sum += value * value;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}
