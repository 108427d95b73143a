/** The frames of a video as far as the window knows them. */
export interface FrameClock {
  /** The average rate; exact where frames come at a fixed one. */
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
  /** When each frame is shown, ascending, at least one; null where frames are counted by their rate. */
  readonly times: Float64Array | null;
}

/** A time this little before a frame, in seconds, still is the frame's: decimal numbers and containers round. */
const earlySeconds = 1e-4;

/** The number, from 0, of the frame on screen at a time; the first one before it. @param times ascending, not empty */
export function frameAt(seconds: number, times: Float64Array): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= seconds + earlySeconds) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/**
 * The number, from 0, of the frame whose presentation time a browser tells. The half of a frame lets 0.959 be frame
 * 24 of 25 a second: containers round times (to milliseconds in Matroska), and browsers do so again.
 */
export function frameNumberAt(
  presentationSeconds: number,
  { framesPerSecond, times }: Pick<FrameClock, 'framesPerSecond' | 'times'>,
): number {
  if (times === null) return Math.max(0, Math.round(presentationSeconds * framesPerSecond));
  const frame = frameAt(presentationSeconds, times);
  const next = times[frame + 1];
  return next !== undefined && next - presentationSeconds < presentationSeconds - times[frame]!
    ? frame + 1
    : frame;
}

/** The number, from 0, of the frame that is shown at any time of the video, that of its presentation or a later one. */
export function frameCovering(
  seconds: number,
  { framesPerSecond, times }: Pick<FrameClock, 'framesPerSecond' | 'times'>,
): number {
  if (times !== null) return frameAt(seconds, times);
  return Math.max(0, Math.floor((seconds + earlySeconds) * framesPerSecond));
}

/**
 * Where to seek so that a frame appears: its middle, because a seek to its exact start may show the one before it.
 * Numbers beyond either end give the first and the last frame.
 */
export function middleOfFrame(
  frame: number,
  { framesPerSecond, durationSeconds, times }: FrameClock,
): number {
  if (times === null) {
    const last = Math.max(durationSeconds - 0.5 / framesPerSecond, 0);
    return Math.min(Math.max((frame + 0.5) / framesPerSecond, 0), last);
  }
  const shown = Math.min(Math.max(frame, 0), times.length - 1);
  const from = times[shown]!;
  // Sound may go on long after the last frame: what is in its middle by the rate is enough.
  const to = times[shown + 1] ?? Math.min(durationSeconds, from + 1 / framesPerSecond);
  return from + Math.max(to - from, 0) / 2;
}
