/**
 * What the filter `showinfo` says on stderr. Its `pts` is exact and counted in the filter's time base, while its
 * `pts_time` is rounded to six digits: a tenth of a second off in a long recording.
 */
export type ShowinfoLine =
  | { readonly kind: 'time-base'; readonly secondsPerTick: number }
  | { readonly kind: 'frame'; readonly number: number; readonly ticks: number | null };

/** Reads one line of stderr; null for lines of anything else. */
export const parseShowinfo = (line: string): ShowinfoLine | null => {
  // Asked for at the line's very start: a file's own title, which ffmpeg prints indented, must not pass for it.
  const told = /^\[Parsed_showinfo_\d+ @ (?:0x)?[0-9a-f]+\] (.*)$/.exec(line)?.[1];
  if (told === undefined) return null;
  const frame = /^n: *(\d+) pts: *(-?\d+|NOPTS) /.exec(told);
  if (frame !== null) {
    return {
      kind: 'frame',
      number: Number(frame[1]),
      ticks: frame[2] === 'NOPTS' ? null : Number(frame[2]),
    };
  }
  const base = /^config in time_base: (\d+)\/(\d+)/.exec(told);
  return base === null ? null : { kind: 'time-base', secondsPerTick: Number(base[1]) / Number(base[2]) };
};

/**
 * Turns showinfo's lines into presentation times in seconds, one for every frame. A frame without a time is put one
 * frame interval after its forerunner, as players do. So is one whose line was lost among another thread's, which its
 * successor's number gives away: all later times would otherwise belong to the wrong frames.
 */
export class PresentationTimes {
  readonly #frameSeconds: number;
  #secondsPerTick = Number.NaN;
  #last = Number.NaN;
  #number = -1;

  constructor(framesPerSecond: number) {
    this.#frameSeconds = framesPerSecond > 0 ? 1 / framesPerSecond : 0.04;
  }

  /** The times that the line settles, in order: none for other lines, as a rule one for a frame's. */
  read(line: string): number[] {
    const told = parseShowinfo(line);
    if (told === null) return [];
    if (told.kind === 'time-base') {
      this.#secondsPerTick = told.secondsPerTick;
      // Filters start anew, and count anew, when the picture's size changes.
      this.#number = -1;
      return [];
    }
    const times: number[] = [];
    for (let lost = this.#number + 1; lost < told.number; lost += 1) times.push(this.#place(null));
    this.#number = told.number;
    times.push(this.#place(told.ticks));
    return times;
  }

  #place(ticks: number | null): number {
    const told = ticks === null ? Number.NaN : ticks * this.#secondsPerTick;
    const following = Number.isNaN(this.#last) ? 0 : this.#last + this.#frameSeconds;
    this.#last = Number.isNaN(told) ? following : told;
    return this.#last;
  }
}
