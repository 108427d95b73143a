import { MediaError } from './media-error.ts';

/**
 * The grid of times at which a video is sampled: 0.5 + k/rate seconds while the 1 s of sound around it fits. A video
 * shorter than 1 s gives its middle; an empty one nothing.
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
  return Array.from({ length: count }, (_, k) => 0.5 + k / ratePerSecond);
};
