import { MediaError } from './media-error.ts';

// A hundred days at one a second: only a damaged header claims more.
const mostMoments = 10_000_000;

/**
 * The grid of times at which a video is sampled: 0.5 + k/rate seconds while the 1 s of sound around it fits. A video
 * shorter than 1 s gives its middle; an empty one nothing. Throws `invalid-input` for the rate, `unreadable-file` for a length
 * that only a damaged header can claim.
 */
export const momentTimes = (durationSeconds: number, ratePerSecond: number): number[] => {
  if (!(ratePerSecond > 0 && ratePerSecond <= 1000)) {
    throw new MediaError('invalid-input', `A rate of ${ratePerSecond} moments a second cannot be sampled.`, {
      field: 'ratePerSecond',
      allowed: 'more than 0, at most 1000',
    });
  }
  if (!(durationSeconds > 0) || !Number.isFinite(durationSeconds)) return [];
  if (durationSeconds < 1) return [durationSeconds / 2];
  // Half a microsecond of slack: durations are decimal numbers that came through binary ones.
  const count = Math.floor((durationSeconds - 1 + 5e-7) * ratePerSecond) + 1;
  if (count > mostMoments) {
    throw new MediaError(
      'unreadable-file',
      `Its header claims a length of ${durationSeconds} s: it is damaged.`,
    );
  }
  return Array.from({ length: count }, (_, k) => 0.5 + k / ratePerSecond);
};
