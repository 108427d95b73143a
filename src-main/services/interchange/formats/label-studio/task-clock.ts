import type { Collector } from '../../collector.ts';
import { constantClock, type FrameClock } from '../../frame-clock.ts';
import type { VideoReference } from '../../types.ts';
import type { Region, RegionValue, Task } from './label-studio-schema.ts';

/** The rate at which Label Studio counts frames where its configuration names none. */
export const defaultRate = 24;

/** The clock that the frames of a region were counted with; null on videos without a picture. */
export type TaskClock = (value: RegionValue, region: Region) => FrameClock | null;

/**
 * Finds out how Label Studio counted the frames of a task. It takes every video as one of constant rate: the one
 * its configuration gives, which tasks keep as `fps`. Boxes tell the count of frames and the duration themselves,
 * ranges do not; they are counted as the boxes beside them. Where a task tells nothing, the default of 24 is
 * assumed, and counted among the warnings. A rate that is the video's own means its own frames.
 */
export function taskClocks(task: Task, video: VideoReference, collector: Collector): TaskClock {
  const own = video.clock;
  if (!own) return () => null;
  const told = rateOf(task.data.fps);
  const elsewhere = told ? null : countedClock(firstCount(task), video, own);
  return (value, region) => {
    const counted = countedClock(value, video, own) ?? (told && clockOf(told, video, own)) ?? elsewhere;
    if (counted) return counted;
    // Our own regions are counted in the video's own frames.
    if (region.meta?.earsight) return own;
    const assumed = clockOf(defaultRate, video, own);
    if (assumed !== own)
      collector.losses.note(`regions in frames without a frame rate, taken as ${defaultRate} a second`);
    return assumed;
  };
}

type Count = Pick<RegionValue, 'framesCount' | 'duration'>;

function firstCount(task: Task): Count {
  const sets = [...task.annotations, ...task.predictions].filter((set) => typeof set === 'object');
  for (const region of sets.flatMap((set) => set.result)) {
    const { framesCount, duration } = (region.value ?? {}) as Record<string, unknown>;
    if (typeof framesCount === 'number' && typeof duration === 'number') return { framesCount, duration };
  }
  return {};
}

/** The clock of a count of frames over a duration; the video's own where it has about as many frames. */
function countedClock({ framesCount, duration }: Count, video: VideoReference, own: FrameClock) {
  if (!framesCount || !duration || framesCount < 1 || duration <= 0) return null;
  const agrees = Math.abs(framesCount - own.frameCount) <= Math.max(2, own.frameCount * 0.01);
  const rate = rateOf(framesCount / duration);
  return agrees || rate === null ? own : constantClock(rate, Math.max(duration, video.durationSeconds));
}

/** The clock of a rate; the video's own where the two part by less than a frame over the whole video. */
function clockOf(rate: number, video: VideoReference, own: FrameClock): FrameClock {
  const ownRate = video.framesPerSecond ?? own.framesPerSecond;
  const agrees = Math.abs(rate - ownRate) * video.durationSeconds < 1;
  return agrees ? own : constantClock(rate, video.durationSeconds);
}

function rateOf(value: unknown): number | null {
  const rate = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof rate === 'number' && rate > 0 && rate <= 1000 ? rate : null;
}
