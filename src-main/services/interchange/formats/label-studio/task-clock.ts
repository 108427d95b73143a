import { constantClock, type FrameClock } from '../../frame-clock.ts';
import type { VideoReference } from '../../types.ts';

/**
 * The clock that Label Studio counted frames with. It takes every video as one of constant rate; a region
 * often tells the count of frames and the duration, which then say more than the file does: where the browser
 * counted other frames than the file has, its numbers are turned into seconds with its own rate.
 */
export function taskClock(
  region: { framesCount?: number | null | undefined; duration?: number | null | undefined },
  video: VideoReference,
): FrameClock | null {
  const { framesCount, duration } = region;
  const own = video.clock;
  if (!own || !framesCount || !duration || framesCount < 1 || duration <= 0) return own;
  const rate = framesCount / duration;
  const agrees = Math.abs(framesCount - own.frameCount) <= Math.max(2, own.frameCount * 0.01);
  return agrees || !Number.isFinite(rate) || rate > 1000 ? own : constantClock(rate, duration);
}
