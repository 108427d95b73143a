import { type Extended, extentOf } from '../../contract/boxes.ts';

/** Gaps shorter than this are the seams between spans that were meant to touch. */
const shortestGapSeconds = 0.05;

/**
 * Where a video is not labelled: the gaps between what its annotations cover, in order. Annotations of the whole
 * video cover nothing here, or there would be nothing left to look for.
 */
export function gapsOf(
  annotations: readonly Extended[],
  durationSeconds: number,
): { fromSeconds: number; toSeconds: number }[] {
  const extents = annotations
    .map(extentOf)
    .filter((extent) => extent !== null)
    .sort((a, b) => a.fromSeconds - b.fromSeconds);
  const gaps: { fromSeconds: number; toSeconds: number }[] = [];
  let reached = 0;
  for (const extent of [...extents, { fromSeconds: durationSeconds, toSeconds: durationSeconds }]) {
    if (extent.fromSeconds - reached >= shortestGapSeconds)
      gaps.push({ fromSeconds: reached, toSeconds: extent.fromSeconds });
    reached = Math.max(reached, extent.toSeconds);
  }
  return gaps;
}

/**
 * The start of the nearest gap after (or before) a time, or null. From inside a gap, `previous` is that gap's own
 * start.
 */
export function nextGap(
  gaps: readonly { fromSeconds: number }[],
  fromSeconds: number,
  direction: 'next' | 'previous',
): number | null {
  const starts = gaps.map((gap) => gap.fromSeconds);
  const found =
    direction === 'next'
      ? starts.find((start) => start > fromSeconds + 1e-6)
      : starts.findLast((start) => start < fromSeconds - 1e-6);
  return found ?? null;
}
