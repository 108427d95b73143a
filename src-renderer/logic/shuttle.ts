/** The speeds that repeated presses of J or L go through. */
const shuttleSpeeds = [1, 2, 4, 8];

/**
 * The next speed of the shuttle (the J/K/L keys of editing tables): the same direction again is faster, the
 * other direction starts at 1. Negative is backwards, 0 stands still.
 */
export function nextShuttle(current: number, direction: 1 | -1): number {
  if (Math.sign(current) !== direction) return direction;
  const next = shuttleSpeeds.find((speed) => speed > Math.abs(current)) ?? shuttleSpeeds.at(-1)!;
  return next * direction;
}

/** The playback speeds offered by name, slowest first. */
export const playbackSpeeds: readonly number[] = [0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 4];

/** One step slower or faster among the offered speeds. */
export function stepSpeed(current: number, direction: 1 | -1): number {
  if (direction > 0) return playbackSpeeds.find((speed) => speed > current + 1e-6) ?? playbackSpeeds.at(-1)!;
  return playbackSpeeds.findLast((speed) => speed < current - 1e-6) ?? playbackSpeeds[0]!;
}
