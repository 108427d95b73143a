/** What is left of a job, told from how it went so far. */
export interface ProgressEstimate {
  /**
   * Notes that the share `progress` (0…1) was reached at `nowSeconds` and gives the seconds left, or null
   * while too little is known to say anything.
   */
  reach(progress: number, nowSeconds: number): number | null;
  /** Leaves the time up to `nowSeconds` out of the reckoning: the job stood still on purpose. */
  skip(fromSeconds: number, nowSeconds: number): void;
}

const windowSeconds = 60;
const leastSeconds = 1;

/**
 * An estimate that neither jumps nor clings to the past: the speed is that of the last minute or, while the
 * job is younger, of all of it; and the time left moves towards each new estimate with a time constant of
 * 5 s, counting down in between.
 */
export function estimateProgress(startProgress: number, startSeconds: number): ProgressEstimate {
  let samples: { progress: number; at: number }[] = [{ progress: startProgress, at: startSeconds }];
  let moving = false;
  let smoothed: { left: number; at: number } | null = null;
  return {
    reach(progress, now) {
      const last = samples.at(-1)!;
      if (now - last.at >= 0.25 || samples.length === 1) samples.push({ progress, at: now });
      while (samples.length > 2 && samples[1]!.at < now - windowSeconds) samples.shift();
      const first = samples[0]!;
      const gained = progress - first.progress;
      // Getting ready is no measure of the speed: the clock starts with the first gain.
      if (!moving && gained > 0) {
        moving = true;
        samples = [{ progress, at: now }];
        return null;
      }
      if (now - first.at < leastSeconds || gained <= 0) return null;
      const left = ((1 - progress) * (now - first.at)) / gained;
      if (smoothed) {
        const passed = now - smoothed.at;
        const share = 1 - Math.exp(-passed / 5);
        const expected = Math.max(0, smoothed.left - passed);
        smoothed = { left: expected + share * (left - expected), at: now };
      } else smoothed = { left, at: now };
      return progress >= 1 ? 0 : smoothed.left;
    },
    skip(from, now) {
      const gap = now - from;
      samples = samples.map((sample) => ({ ...sample, at: sample.at + gap }));
      if (smoothed) smoothed = { ...smoothed, at: smoothed.at + gap };
    },
  };
}
