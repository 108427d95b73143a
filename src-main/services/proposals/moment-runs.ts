/** A moment of a video with what it is worth, 0…1; moments of different keys never join. */
export interface ScoredMoment {
  readonly at: number;
  readonly score: number;
  readonly key?: number;
}

/** Neighbouring moments as one span; its score is their mean. */
export interface MomentRun {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly score: number;
  readonly key: number | undefined;
}

/** A moment's length where a video has only one: the second of sound that is centred on it. */
const soundSeconds = 1;

/** The time from one moment to the next: the median, as a frame that was not there leaves a gap. */
export function stepBetween(times: readonly number[]): number {
  const steps = times.slice(1).map((at, index) => at - times[index]!);
  if (steps.length === 0) return soundSeconds;
  return steps.sort((one, other) => one - other)[steps.length >> 1]!;
}

/**
 * Joins moments that follow each other and have the same key into spans; each moment stands for the time half-way to
 * its neighbours.
 * @param moments in order of time
 * @param stepSeconds from one moment to the next
 */
export function runsOf(
  moments: readonly ScoredMoment[],
  stepSeconds: number,
  durationSeconds: number,
): MomentRun[] {
  const groups: ScoredMoment[][] = [];
  for (const moment of moments) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const follows = before && moment.at - before.at <= stepSeconds * 1.5 && moment.key === before.key;
    if (follows) group!.push(moment);
    else groups.push([moment]);
  }
  return groups.map((group) => ({
    fromSeconds: Math.max(group[0]!.at - stepSeconds / 2, 0),
    toSeconds: Math.min(group.at(-1)!.at + stepSeconds / 2, durationSeconds),
    score: group.reduce((sum, { score }) => sum + score, 0) / group.length,
    key: group[0]!.key,
  }));
}
