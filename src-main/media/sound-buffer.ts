/** Every sound leaves this room at this rate (Objects that Sound, inputs of the networks). */
export const sampleRateHz = 48_000;

/**
 * [sample] of little-endian float32 bytes; a last incomplete one is dropped. What is not a finite number, as broken
 * codecs give, becomes silence: one such sample would spoil all that networks compute from the second around it.
 */
export const samplesOf = (bytes: Uint8Array): Float32Array => {
  // Copied, because pieces of a pipe do not lie on 4-byte borders (and a Buffer's own `slice` copies nothing).
  const whole = new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 4)));
  const samples = new Float32Array(whole.buffer);
  for (let index = 0; index < samples.length; index += 1) {
    if (!Number.isFinite(samples[index])) samples[index] = 0;
  }
  return samples;
};

/**
 * Holds the stretch of decoded sound that windows still need. Samples are float32 mono at 48 kHz, numbered from time 0
 * of the file.
 */
export class SoundBuffer {
  readonly #trackStart: number;
  #pieces: { readonly first: number; readonly samples: Float32Array }[] = [];
  #end: number;
  #over = false;

  /** `firstSample` is the number of the first sample to come, `trackStartSeconds` where the track begins to sound. */
  constructor(firstSample: number, trackStartSeconds: number) {
    this.#end = firstSample;
    this.#trackStart = trackStartSeconds;
  }

  /** Takes the bytes that follow, see `samplesOf`. */
  push(bytes: Uint8Array): void {
    const samples = samplesOf(bytes);
    if (samples.length === 0) return;
    this.#pieces.push({ first: this.#end, samples });
    this.#end += samples.length;
  }

  /** No more samples will come. */
  close(): void {
    this.#over = true;
  }

  get endSeconds(): number {
    return this.#end / sampleRateHz;
  }

  /** Whether the samples up to a time are here, or will never be. */
  reaches(seconds: number): boolean {
    return this.#over || this.#end >= Math.ceil(seconds * sampleRateHz);
  }

  /** [sample] of a span centred on a time, zero where there is no sound; null when all of it is beyond the track. */
  window(centreSeconds: number, lengthSeconds: number): Float32Array | null {
    const half = lengthSeconds / 2;
    const count = Math.round(lengthSeconds * sampleRateHz);
    const first = Math.round((centreSeconds - half) * sampleRateHz);
    if (first >= this.#end || centreSeconds + half <= this.#trackStart) return null;
    const window = new Float32Array(count);
    for (const piece of this.#pieces) {
      const from = Math.max(first, piece.first);
      const to = Math.min(first + count, piece.first + piece.samples.length);
      if (to > from) window.set(piece.samples.subarray(from - piece.first, to - piece.first), from - first);
    }
    return window;
  }

  /** Forgets what lies before a time. */
  discardBefore(seconds: number): void {
    const first = Math.floor(seconds * sampleRateHz);
    const kept = this.#pieces.findIndex((piece) => piece.first + piece.samples.length > first);
    this.#pieces = kept < 0 ? [] : this.#pieces.slice(kept);
  }
}

/**
 * ffmpeg filters that give float32 mono at 48 kHz on the file's timeline, from sample `firstSample` on: a late start
 * and gaps are filled with silence (`async=1`), so that a sample's number is its time. That is a step of its own,
 * because `first_pts` counts samples of the rate that comes in. `rematrix_maxval` makes a mix of channels an average
 * for every codec; without it, ffmpeg adds up to 3 dB for some and not for others.
 */
export const timelineSoundFilters = (firstSample: number, endSeconds: number): string =>
  [
    `atrim=start=${(firstSample / sampleRateHz).toFixed(6)}:end=${endSeconds.toFixed(6)}`,
    `aresample=${sampleRateHz}:rematrix_maxval=1`,
    'aformat=sample_fmts=flt:channel_layouts=mono',
    `aresample=${sampleRateHz}:async=1:first_pts=${firstSample}`,
  ].join(',');
