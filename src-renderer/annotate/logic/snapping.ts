import { frameAt } from '../../logic/frame-clock.ts';

/** The times at which a video's frames are shown, as far as the window knows them. */
export interface FrameGrid {
  /** The presentation time of one frame: of the one on show. */
  readonly anchorSeconds: number;
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
  /** The times of all frames, ascending, at least one; null while nobody knows them. */
  readonly times: Float64Array | null;
}

/**
 * The time of the frame that is shown nearest to a time, in seconds; the end of the video counts as one. Where the
 * frames' own times are not known yet they are counted from a frame whose time is, because the first frame need not
 * be at 0.
 */
export function snapToFrame(seconds: number, { times, ...grid }: FrameGrid): number {
  if (times !== null) {
    const frame = frameAt(seconds, times);
    const [before, after] = [times[frame]!, times[frame + 1] ?? grid.durationSeconds];
    return clampTime(seconds - before <= after - seconds ? before : after, grid.durationSeconds);
  }
  const frames = Math.round((seconds - grid.anchorSeconds) * grid.framesPerSecond);
  return clampTime(grid.anchorSeconds + frames / grid.framesPerSecond, grid.durationSeconds);
}

/** The time at which the frame that covers a time is first shown, by the same counting as `snapToFrame`. */
export function frameStartAt(seconds: number, { times, ...grid }: FrameGrid): number {
  if (times !== null) return clampTime(times[frameAt(seconds, times)]!, grid.durationSeconds);
  // The margin keeps a time that is a frame's own, but for rounding, from falling into the frame before.
  const frames = Math.floor((seconds - grid.anchorSeconds) * grid.framesPerSecond + 1e-3);
  return clampTime(grid.anchorSeconds + frames / grid.framesPerSecond, grid.durationSeconds);
}

/** A time inside the video, to the microsecond: finer digits are noise of arithmetic. */
export function clampTime(seconds: number, durationSeconds: number): number {
  return Math.round(Math.min(Math.max(seconds, 0), durationSeconds) * 1e6) / 1e6;
}

/** Two times as a span, whichever comes first. */
export function spanBetween(one: number, other: number): { fromSeconds: number; toSeconds: number } {
  return { fromSeconds: Math.min(one, other), toSeconds: Math.max(one, other) };
}

/** What a drag does to a span: its start, its end, or all of it. */
export type SpanGrip = 'from' | 'to' | 'whole';

/**
 * A span after its grip was dragged by some seconds. An edge stops a frame before the other one; a whole span keeps
 * its length and stops at the ends of the video. `snap` brings an edge to a frame.
 */
export function draggedSpan(
  span: { fromSeconds: number; toSeconds: number },
  grip: SpanGrip,
  bySeconds: number,
  grid: FrameGrid,
  snap: (seconds: number) => number,
): { fromSeconds: number; toSeconds: number } {
  const shortest = 1 / grid.framesPerSecond;
  const { fromSeconds, toSeconds } = span;
  if (grip === 'from')
    return { fromSeconds: Math.min(snap(fromSeconds + bySeconds), toSeconds - shortest), toSeconds };
  if (grip === 'to')
    return { fromSeconds, toSeconds: Math.max(snap(toSeconds + bySeconds), fromSeconds + shortest) };
  const length = toSeconds - fromSeconds;
  const wanted = Math.min(Math.max(fromSeconds + bySeconds, 0), grid.durationSeconds - length);
  const from = Math.min(snap(wanted), grid.durationSeconds - length);
  return { fromSeconds: from, toSeconds: clampTime(from + length, grid.durationSeconds) };
}
