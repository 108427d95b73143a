/**
 * What the filter `showinfo` says on stderr. Its `pts` is exact and counted in the filter's time base, while its
 * `pts_time` is rounded to six digits: a tenth of a second off in a long recording.
 */
export type ShowinfoLine =
  | { readonly kind: 'time-base'; readonly secondsPerTick: number }
  | { readonly kind: 'frame'; readonly ticks: number | null };

/** Reads one line of stderr; null for lines of anything else. */
export const parseShowinfo = (line: string): ShowinfoLine | null => {
  // The address in front is not asked for: a message of another thread may have taken its place on the line.
  const frame = /\bn: *\d+ pts: *(-?\d+|NOPTS) +pts_time:/.exec(line);
  if (frame !== null) return { kind: 'frame', ticks: frame[1] === 'NOPTS' ? null : Number(frame[1]) };
  const base = /\bconfig in time_base: (\d+)\/(\d+)/.exec(line);
  if (base === null) return null;
  return { kind: 'time-base', secondsPerTick: Number(base[1]) / Number(base[2]) };
};

/**
 * Turns showinfo's lines into presentation times in seconds, in the order of the frames. A frame without a time is put
 * one frame interval after its forerunner, as players do.
 */
export class PresentationTimes {
  readonly #frameSeconds: number;
  #secondsPerTick = Number.NaN;
  #last = Number.NaN;

  constructor(framesPerSecond: number) {
    this.#frameSeconds = framesPerSecond > 0 ? 1 / framesPerSecond : 0.04;
  }

  /** The time of the frame that the line tells of; null for every other line. */
  read(line: string): number | null {
    const told = parseShowinfo(line);
    if (told === null) return null;
    if (told.kind === 'time-base') {
      this.#secondsPerTick = told.secondsPerTick;
      return null;
    }
    const seconds = told.ticks === null ? Number.NaN : told.ticks * this.#secondsPerTick;
    const next = Number.isNaN(this.#last) ? 0 : this.#last + this.#frameSeconds;
    this.#last = Number.isNaN(seconds) ? next : seconds;
    return this.#last;
  }
}
