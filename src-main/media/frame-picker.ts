/** A frame with its presentation time. */
export type TimedFrame = { readonly atSeconds: number; readonly pixels: Uint8Array };

/** The picture of one grid time. */
export type Pick = {
  readonly atSeconds: number;
  readonly pixels: Uint8Array | null;
  /** The track's frames are over, and this one is held only if the file goes on (it may have been cut off). */
  readonly afterLast: boolean;
};

export type PickerOptions = {
  /** Rising times at which pictures are wanted. */
  readonly grid: readonly number[];
  readonly ratePerSecond: number;
  readonly framesPerSecond: number;
  /** Where the track is said to end; null when unknown. */
  readonly endSeconds: number | null;
  /** Frames far from the grid were left out (see `sparseFrames`), so that a held frame would not be the real one. */
  readonly candidatesOnly?: boolean | undefined;
};

// Frame times that lie on the border between two grid steps must fall to one side, whatever their rounding.
const slack = 1e-6;
// Frames to either side of a grid time among which the nearest is expected; of those that others build on, encoders
// leave out three in a row at most, as a rule.
const anyMargin = 2;
const referenceMargin = 3;

/**
 * Chooses one real frame for each grid time out of frames that come in rising order. It is the frame nearest to the
 * grid time, and the moment takes that frame's own time, if one begins within half a grid step. Otherwise the frame on
 * the screen is an older one, still held: it is taken at the grid time. Before the first frame and after the track's
 * end there is no picture. No two moments have the same time.
 */
export class FramePicker {
  readonly #options: PickerOptions;
  readonly #halfStep: number;
  #next = 0;
  #held: TimedFrame | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #stuckAt: number | null = null;

  constructor(options: PickerOptions) {
    this.#options = options;
    this.#halfStep = 0.5 / options.ratePerSecond;
  }

  /**
   * The first grid time at which a frame is still held, when only candidates were let through: the frame on the screen
   * there is among those left out. From then on nothing is picked. Null when all is well.
   */
  get stuckAt(): number | null {
    return this.#stuckAt;
  }

  /** Takes the next frame and gives the picks that it settles. Frames that go back in time are dropped. */
  push(frame: TimedFrame): Pick[] {
    if (this.#stuckAt !== null) return [];
    if (this.#held !== null && frame.atSeconds <= this.#held.atSeconds) return [];
    const picks: Pick[] = [];
    for (let at = this.#grid(); at !== null && at <= frame.atSeconds; at = this.#grid()) {
      if (this.#options.candidatesOnly && this.#held !== null && this.#nearest(at, frame) === null) {
        this.#stuckAt = at;
        return picks;
      }
      picks.push(this.#choose(at, frame));
    }
    this.#held = frame;
    return picks;
  }

  /** Gives the picks of all grid times after the last frame. */
  end(): Pick[] {
    if (this.#stuckAt !== null) return [];
    const picks: Pick[] = [];
    const frameSeconds = this.#options.framesPerSecond > 0 ? 1 / this.#options.framesPerSecond : 0.04;
    const last = this.#held;
    const shownUntil = last === null ? 0 : last.atSeconds + frameSeconds - slack;
    const saidUntil = (this.#options.endSeconds ?? 0) + slack;
    for (let at = this.#grid(); at !== null; at = this.#grid()) {
      const near = this.#choose(at, null);
      const isNear = near.atSeconds !== at || near.atSeconds < shownUntil;
      if (isNear) picks.push(near);
      else if (at <= saidUntil) picks.push({ ...near, afterLast: true });
      else picks.push({ atSeconds: at, pixels: null, afterLast: true });
    }
    return picks;
  }

  #grid(): number | null {
    return this.#options.grid[this.#next] ?? null;
  }

  #choose(at: number, later: TimedFrame | null): Pick {
    this.#next += 1;
    const nearest = this.#nearest(at, later);
    this.#lastAt = nearest?.atSeconds ?? at;
    const pixels = (nearest ?? this.#held)?.pixels ?? null;
    return { atSeconds: this.#lastAt, pixels, afterLast: false };
  }

  /** The nearer of the frames around a grid time, the earlier if both are as near; null if none is in its step. */
  #nearest(at: number, later: TimedFrame | null): TimedFrame | null {
    const earlier = this.#held !== null && this.#isWithin(this.#held, at) ? this.#held : null;
    if (later === null || !this.#isWithin(later, at)) return earlier;
    if (earlier === null) return later;
    return at - earlier.atSeconds <= later.atSeconds - at + slack ? earlier : later;
  }

  #isWithin(frame: TimedFrame, at: number): boolean {
    const offset = frame.atSeconds - at;
    const isInStep = offset >= -this.#halfStep - slack && offset < this.#halfStep - slack;
    return isInStep && frame.atSeconds > this.#lastAt;
  }
}

/** A way to decode and scale less than every frame. */
export type SparseFrames = {
  /** ffmpeg filter that lets through only frames near the grid. */
  readonly filter: string;
  /** Frames that no other builds on need not be decoded: the nearest of the others will do. */
  readonly referenceFramesOnly: boolean;
};

/**
 * How to spare work where the grid is coarser than the frames: only those near a grid time are scaled, and where it is
 * much coarser, only those that others build on are decoded, which saves a third or more of the time. The frame taken
 * may then lie up to three frames from its grid time, at its own real time all the same. A stated frame rate may be
 * false, and a varying one has gaps: a grid time without any such frame is where the picker is stuck. The filter asks
 * the grid alone, no state, because ffmpeg starts filters anew when the picture's size changes. Null where all frames
 * must go through, because there are few or their rate is not known.
 */
export const sparseFrames = (
  grid: readonly number[],
  ratePerSecond: number,
  framesPerSecond: number,
): SparseFrames | null => {
  const isLikely = framesPerSecond > 0 && framesPerSecond <= 240;
  if (!isLikely || grid.length < 2) return null;
  const framesPerStep = framesPerSecond / ratePerSecond;
  const referenceFramesOnly = framesPerStep >= 10;
  if (framesPerStep <= 2 * anyMargin) return null;
  const margin = (referenceFramesOnly ? referenceMargin : anyMargin) / framesPerStep;
  const steps = `(t-${grid[0]})*${ratePerSecond}`;
  return { filter: `select='lte(abs(${steps}-round(${steps})),${margin.toFixed(6)})'`, referenceFramesOnly };
};
