/** Samples of a clip's sound a second; the networks hear 48 kHz. */
export const sampleRateHz = 48_000;

/** Sounds below this share of the note's peak count as silence around it: −46 dB. */
const silenceShare = 0.005;
/** The level every note is brought to: peak amplitude before the phrase's own dynamics. */
const notePeak = 0.5;

/**
 * Prepares a recorded note for phrasing: silence before and after cut away, offset removed, at most
 * `longestSeconds` long, peak at 0.5. Mono float32 at 48 kHz in and out; null when the recording is silent.
 */
export function prepareNote(samples: Float32Array, longestSeconds = 5): Float32Array | null {
  let mean = 0;
  for (const value of samples) mean += value;
  mean /= Math.max(1, samples.length);
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value - mean));
  if (peak < 1e-4) return null;
  const threshold = peak * silenceShare;
  let first = 0;
  while (Math.abs((samples[first] as number) - mean) < threshold) first++;
  let last = samples.length - 1;
  while (Math.abs((samples[last] as number) - mean) < threshold) last--;
  const length = Math.min(last - first + 1, Math.round(longestSeconds * sampleRateHz));
  const note = new Float32Array(length);
  for (let index = 0; index < length; index++) {
    note[index] = (((samples[first + index] as number) - mean) / peak) * notePeak;
  }
  return note;
}

/** How one note of a phrase is played. */
export interface Stroke {
  startSeconds: number;
  /** How long it is held before it is released; a shorter recording ends by itself. */
  holdSeconds: number;
  /** Fading time after the release. */
  releaseSeconds: number;
  /** Playing speed of the recording: 2^(semitones / 12). */
  speed: number;
  gain: number;
}

/**
 * Adds one note to a mix, resampled by cubic interpolation for its pitch, with a 2 ms attack ramp against
 * clicks. Nothing is written at or after `endSample`.
 */
export function addStroke(mix: Float32Array, note: Float32Array, stroke: Stroke, endSample: number): void {
  const start = Math.round(stroke.startSeconds * sampleRateHz);
  const ramp = 96;
  const hold = Math.round(stroke.holdSeconds * sampleRateHz);
  const release = Math.max(1, Math.round(stroke.releaseSeconds * sampleRateHz));
  const available = Math.floor((note.length - 4) / stroke.speed);
  const length = Math.min(hold + release, available, endSample - start, mix.length - start);
  // The last 10 ms always fade, also where the recording or the segment ends before the release does.
  const tail = Math.min(480, Math.max(1, length));
  for (let index = 0; index < length; index++) {
    const position = index * stroke.speed + 1;
    const whole = Math.floor(position);
    const share = position - whole;
    const before = note[whole - 1] as number;
    const here = note[whole] as number;
    const next = note[whole + 1] as number;
    const after = note[whole + 2] as number;
    const value =
      here +
      0.5 *
        share *
        (next -
          before +
          share * (2 * before - 5 * here + 4 * next - after + share * (3 * (here - next) + after - before)));
    let gain = stroke.gain;
    if (index < ramp) gain *= index / ramp;
    if (index > hold) gain *= 1 - (index - hold) / release;
    if (length - index < tail) gain *= (length - index) / tail;
    (mix[start + index] as number) += value * gain;
  }
}
