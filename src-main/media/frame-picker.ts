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
  /** Frames far from the grid were left out (see `candidateFrames`), so that a held frame would not be the real one. */
  readonly candidatesOnly?: boolean | undefined;
};

// Frame times that lie on the border between two grid steps must fall to one side, whatever their rounding.
const slack = 1e-6;

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

/**
 * ffmpeg filter that lets through only frames which may be the nearest to a grid time, so that no others are scaled.
 * It asks the grid alone, no state, because ffmpeg starts filters anew when the picture's size changes. Null where all
 * frames must go through, because the rate varies or is too low to be sure.
 */
export const candidateFrames = (
  grid: readonly number[],
  ratePerSecond: number,
  picture: { framesPerSecond: number; variableFrameRate: boolean },
): string | null => {
  const { framesPerSecond } = picture;
  const margin = 2 / framesPerSecond;
  const sure = framesPerSecond > 0 && framesPerSecond <= 240 && !picture.variableFrameRate;
  if (!sure || grid.length < 2 || margin * ratePerSecond >= 0.5) return null;
  const steps = `(t-${grid[0]})*${ratePerSecond}`;
  return `select='lte(abs(${steps}-round(${steps})),${(margin * ratePerSecond).toFixed(6)})'`;
};
