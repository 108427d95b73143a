import { mediaPaths } from '../../../../src-main/contract/client.ts';

/** Pairs of minimum and maximum a second, as the back end writes them. */
const pairsPerSecond = 100;
/** Below this length the samples themselves are fetched: pairs of 10 ms would be coarser than the screen. */
const detailSeconds = 4;
const detailRate = 48_000;

/** The smallest and largest sample of a stretch of time, −1…1; null where nothing is known yet. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

interface Detail {
  readonly from: number;
  readonly samples: Float32Array;
}

/** The waveform of one video: peaks of the whole file, and samples of the part in sight when zoomed in far. */
export class WaveSource {
  readonly #video: number;
  readonly #changed: () => void;
  readonly #closed = new AbortController();
  #peaks: Int8Array | null = null;
  #detail: Detail | null = null;
  #asked = '';

  constructor(video: number, changed: () => void) {
    this.#video = video;
    this.#changed = changed;
  }

  async load(): Promise<void> {
    const { signal } = this.#closed;
    for (const wait of [1500, 5000, 0]) {
      const answer = await fetch(mediaPaths.peaks(this.#video), { signal }).catch(() => null);
      if (signal.aborted) return;
      if (answer?.ok) {
        this.#peaks = new Int8Array(await answer.arrayBuffer());
        this.#changed();
        return;
      }
      // The engine may be starting anew.
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  close(): void {
    this.#closed.abort();
  }

  /** Fetches samples for a deep zoom, with half a view more on each side to pan into. */
  want(from: number, to: number): void {
    if (to - from > detailSeconds) return;
    const known = this.#detail;
    if (known && from >= known.from && to <= known.from + known.samples.length / detailRate) return;
    const margin = Math.max((to - from) / 2, 0.25);
    const first = Math.max(Math.floor((from - margin) * 100) / 100, 0);
    const length = to + margin - first;
    const path = mediaPaths.sound(this.#video, first + length / 2, length);
    if (path === this.#asked) return;
    this.#asked = path;
    void this.#fetchDetail(path, first);
  }

  /** The extent of the sound between two times, from samples where they are at hand. */
  extent(from: number, to: number): Extent | null {
    return this.#sampleExtent(from, to) ?? this.#peakExtent(from, to);
  }

  async #fetchDetail(path: string, from: number): Promise<void> {
    try {
      const answer = await fetch(path, { signal: this.#closed.signal });
      if (!answer.ok) return;
      const decoder = new OfflineAudioContext(1, 1, detailRate);
      const sound = await decoder.decodeAudioData(await answer.arrayBuffer());
      if (path !== this.#asked) return;
      this.#detail = { from, samples: sound.getChannelData(0) };
      this.#changed();
    } catch {
      // The peaks stay on show; the next change of view asks again.
      this.#asked = '';
    }
  }

  #sampleExtent(from: number, to: number): Extent | null {
    if (!this.#detail) return null;
    const { samples } = this.#detail;
    const first = Math.floor((from - this.#detail.from) * detailRate);
    const last = Math.max(Math.ceil((to - this.#detail.from) * detailRate), first + 1);
    if (first < 0 || last > samples.length) return null;
    let low = samples[first]!;
    let high = low;
    for (let index = first; index <= last && index < samples.length; index += 1) {
      const value = samples[index]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  }

  #peakExtent(from: number, to: number): Extent | null {
    const peaks = this.#peaks;
    if (!peaks) return null;
    const pairs = peaks.length / 2;
    const first = Math.floor(from * pairsPerSecond);
    const last = Math.min(Math.max(Math.ceil(to * pairsPerSecond), first + 1), pairs);
    if (first < 0 || first >= pairs) return { low: 0, high: 0 };
    let low = 127;
    let high = -127;
    for (let pair = first; pair < last; pair += 1) {
      low = Math.min(low, peaks[pair * 2]!);
      high = Math.max(high, peaks[pair * 2 + 1]!);
    }
    return { low: low / 127, high: high / 127 };
  }
}
