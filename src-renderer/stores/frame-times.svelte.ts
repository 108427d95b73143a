import type { Client } from '../../src-main/contract/client.ts';

/** When the frames of one video are shown: read from its file in the background, as exports read it. */
export class FrameTimes {
  #known = $state.raw<{ video: number; times: Float64Array | null } | null>(null);
  readonly #client: Client;
  #asking: { video: number; abort: AbortController } | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Seconds in rising order; null while they are not known, and where the file does not tell them. */
  of(video: number | null): Float64Array | null {
    return this.#known?.video === video ? this.#known.times : null;
  }

  /** Reads the times of another video; a reading for the one before is given up. */
  follow(video: number | null): void {
    if (video === (this.#asking?.video ?? null)) return;
    this.#asking?.abort.abort();
    this.#asking = video === null ? null : { video, abort: new AbortController() };
    if (video !== null) void this.#read(video, this.#asking!.abort.signal);
  }

  async #read(video: number, signal: AbortSignal): Promise<void> {
    // Nothing depends on it: frames are then counted from the one on show.
    const answer = await this.#client.call('interchange.frameTimes', { video }, signal).catch(() => null);
    if (signal.aborted || !answer?.times?.length) return;
    this.#known = { video, times: new Float64Array(new Uint8Array(answer.times).buffer) };
  }
}
