/** Turns presentation times into frame numbers, from 0, and back. */
export interface FrameClock {
  readonly framesPerSecond: number;
  /** Number of frames. */
  readonly frameCount: number;
  /** The frame on screen at a time; the nearest end for times outside the video. */
  frameAt(seconds: number): number;
  /** When a frame appears; `frameCount` and beyond give the end of the video and further. */
  secondsAt(frame: number): number;
}

/**
 * Times in files are often rounded to a microsecond, which may put a frame's own time just before it: a
 * time this share of a frame early still belongs to the frame.
 */
const earlyShare = 0.002;

/** The clock of a video with frames at a constant rate, the first at `startSeconds`. */
export function constantClock(
  framesPerSecond: number,
  durationSeconds: number,
  startSeconds = 0,
): FrameClock {
  const frameCount = Math.max(1, Math.round((durationSeconds - startSeconds) * framesPerSecond));
  return {
    framesPerSecond,
    frameCount,
    frameAt(seconds) {
      const frame = Math.floor((seconds - startSeconds) * framesPerSecond + earlyShare);
      return Math.min(frameCount - 1, Math.max(0, frame));
    },
    secondsAt: (frame) => roundMicroseconds(startSeconds + frame / framesPerSecond),
  };
}

/**
 * The clock of a video with frames at any times.
 * @param times presentation times of all frames in seconds, ascending, at least one.
 */
export function variableClock(times: Float64Array, durationSeconds: number): FrameClock {
  const first = times[0] ?? 0;
  const framesPerSecond = times.length / Math.max(durationSeconds - first, 1e-3);
  return {
    framesPerSecond,
    frameCount: times.length,
    frameAt(seconds) {
      const early = seconds + earlyShare / framesPerSecond;
      let low = 0;
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((times[middle] as number) <= early) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1);
    },
    secondsAt(frame) {
      const time = times[Math.max(0, frame)];
      if (time !== undefined) return roundMicroseconds(time);
      return roundMicroseconds(durationSeconds + (frame - times.length) / framesPerSecond);
    },
  };
}

/** How many frames have begun before a time: the number of the first frame that a span ending then leaves out. */
export function framesBefore(clock: FrameClock, seconds: number): number {
  const frame = clock.frameAt(seconds);
  return Math.abs(clock.secondsAt(frame) - seconds) < 1e-5 ? frame : frame + 1;
}

/** Times are kept to the microsecond: finer digits are noise of the division, coarser ones could lose a sample. */
export function roundMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
