/**
 * Frame numbers and times of a video: frame numbers are 0-based and derived from presentation times.
 * Variable frame rates make numbers approximate; times stay exact.
 */
export function frameNumberAt(seconds: number, framesPerSecond: number): number {
  // Presentation times are rounded by containers (milliseconds in Matroska): the half lets 0.959 be frame 24 of 25.
  return Math.max(0, Math.round(seconds * framesPerSecond));
}

/**
 * Where to seek so that the frame `steps` away from the shown one appears: the middle of that frame, because a
 * seek to its exact start may show the one before it.
 */
export function steppedTime(
  shownSeconds: number,
  steps: number,
  framesPerSecond: number,
  durationSeconds: number,
): number {
  const frame = frameNumberAt(shownSeconds, framesPerSecond) + steps;
  const target = (frame + 0.5) / framesPerSecond;
  return Math.min(Math.max(target, 0), Math.max(durationSeconds - 0.5 / framesPerSecond, 0));
}
