import { join } from 'node:path';

/** What the training cache keeps of every video. */
export interface CacheSettings {
  /** Side of the square pictures, in pixels. */
  readonly pictureSize: number;
  /** Consecutive frames at each moment: 1, 11 for AVE+OF, 25 for AVE+MF. */
  readonly framesPerMoment: number;
  readonly ratePerSecond: number;
  readonly budgetBytes: number;
}

/** A video that can be learnt from. */
export interface CacheVideo {
  readonly id: number;
  readonly contentHash: string;
  readonly durationSeconds: number;
}

/** One clip to keep: a stretch of a video and the file it goes to. */
export interface PlannedClip {
  readonly video: CacheVideo;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly file: string;
  readonly bytes: number;
}

const CLIP_SECONDS = 10;
/** Digits of a video's hash that a clip's name begins with. */
export const HASH_DIGITS = 24;

/** Bytes that a second of video takes in the cache. */
export function bytesPerSecond({ pictureSize, framesPerMoment, ratePerSecond }: CacheSettings): number {
  return ratePerSecond * framesPerMoment * pictureSize ** 2 * 3 + 48_000 * 2;
}

/**
 * Which stretches of which videos to keep so that all together stay within the budget: short videos whole,
 * long ones as clips of 10 s spread evenly, the same number of seconds at most for every video.
 */
export function planCache(
  folder: string,
  videos: readonly CacheVideo[],
  settings: CacheSettings,
): readonly PlannedClip[] {
  const perSecond = bytesPerSecond(settings);
  const limit = longestPerVideo(videos, settings.budgetBytes / perSecond);
  return videos.flatMap((video) =>
    stretches(video.durationSeconds, limit).map(([fromSeconds, toSeconds]) => ({
      video,
      fromSeconds,
      toSeconds,
      file: join(folder, `${video.contentHash.slice(0, HASH_DIGITS)}-${Math.round(fromSeconds * 1000)}.clip`),
      bytes: Math.ceil((toSeconds - fromSeconds) * perSecond),
    })),
  );
}

/** The largest number of seconds a video at which all together take no more than `total` seconds. */
function longestPerVideo(videos: readonly CacheVideo[], total: number): number {
  const sorted = videos.map(({ durationSeconds }) => durationSeconds).sort((a, b) => a - b);
  let left = total;
  for (const [index, duration] of sorted.entries()) {
    const share = left / (sorted.length - index);
    if (duration > share) return share;
    left -= duration;
  }
  return Number.POSITIVE_INFINITY;
}

function stretches(duration: number, limit: number): readonly (readonly [number, number])[] {
  if (duration <= limit && duration <= 6 * CLIP_SECONDS) return [[0, duration]];
  const kept = Math.min(duration, limit);
  const count = Math.max(1, Math.floor(kept / CLIP_SECONDS));
  const length = Math.min(CLIP_SECONDS, kept);
  const stride = duration / count;
  return Array.from({ length: count }, (_, index) => {
    const from = index * stride + (stride - length) / 2;
    return [from, from + length] as const;
  });
}
