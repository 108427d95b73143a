import { readSound } from './read-sound.ts';
import { sampleRateHz, samplesOf } from './sound-buffer.ts';
import type { Cancellable, OnProgress, Peaks, Probe, Tools } from './types.ts';

const pairsPerSecond = 100;
const samplesPerPair = sampleRateHz / pairsPerSecond;

/** Loudness steps of an int8: −1…1 becomes −127…127, louder is clipped. */
const toInt8 = (sample: number): number => Math.round(Math.max(-1, Math.min(1, sample)) * 127);

/** Folds samples into (min, max) pairs as they come. */
export class PeakFolder {
  #values = new Int8Array(2 * pairsPerSecond * 60);
  #pairs = 0;
  #filled = 0;
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  /** Takes the next samples, float32 −1…1. */
  push(samples: Float32Array): void {
    for (const sample of samples) {
      if (sample < this.#low) this.#low = sample;
      if (sample > this.#high) this.#high = sample;
      this.#filled += 1;
      if (this.#filled === samplesPerPair) this.#close();
    }
  }

  /** The pairs so far; a last one that is not full counts. */
  end(): Peaks {
    if (this.#filled > 0) this.#close();
    return { pairsPerSecond, values: this.#values.slice(0, this.#pairs * 2) };
  }

  #close(): void {
    if ((this.#pairs + 1) * 2 > this.#values.length) {
      const longer = new Int8Array(this.#values.length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.#pairs * 2] = toInt8(this.#low);
    this.#values[this.#pairs * 2 + 1] = toInt8(this.#high);
    this.#pairs += 1;
    this.#filled = 0;
    this.#low = Number.POSITIVE_INFINITY;
    this.#high = Number.NEGATIVE_INFINITY;
  }
}

/**
 * The waveform of a whole file: 100 (min, max) pairs a second of the mono mix, from time 0. Decoded as a stream, so
 * that memory does not grow with the file beyond 200 bytes a second. Throws `no-sound`, `unreadable-file`,
 * `time-limit`, `cancelled`.
 */
export const peaks = async (
  tools: Tools,
  path: string,
  probe: Probe,
  options: Cancellable & { readonly onProgress?: OnProgress | undefined } = {},
): Promise<Peaks> => {
  const folder = new PeakFolder();
  let samples = 0;
  // The container's length may be short of the sound's.
  const span = { fromSeconds: 0, toSeconds: probe.durationSeconds + 60 };
  for await (const bytes of readSound(tools, path, probe, span, options)) {
    const piece = samplesOf(bytes);
    folder.push(piece);
    samples += piece.length;
    options.onProgress?.(Math.min(1, samples / sampleRateHz / probe.durationSeconds));
  }
  return folder.end();
};
