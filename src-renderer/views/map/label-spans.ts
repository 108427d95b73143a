import type { PointMoment } from './map-points.ts';

/** A stretch of a video, in seconds. */
export interface VideoSpan {
  readonly video: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Half of what a network hears at a moment. */
const halfSecond = 0.5;
/** Moments lie where frames are shown, so up to a frame away from a second apart. */
const tolerance = 0.11;

/**
 * The stretches that moments stand for: the second around each, neighbouring ones joined, so that labelling a
 * hundred moments in a row makes one annotation and not a hundred.
 */
export function spansOf(moments: readonly Pick<PointMoment, 'video' | 'at'>[]): VideoSpan[] {
  const ordered = [...moments].sort((one, other) => one.video - other.video || one.at - other.at);
  const spans: VideoSpan[] = [];
  for (const { video, at } of ordered) {
    const fromSeconds = Math.max(0, at - halfSecond);
    const last = spans.at(-1);
    if (last?.video === video && fromSeconds <= last.toSeconds + tolerance)
      spans[spans.length - 1] = { ...last, toSeconds: at + halfSecond };
    else spans.push({ video, fromSeconds, toSeconds: at + halfSecond });
  }
  return spans;
}
