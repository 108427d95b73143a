import { centreSquareFilters } from './geometry.ts';
import { MediaError } from './media-error.ts';
import { shownFrame } from './shown-frame.ts';
import type { DecodedFrame, DecodeFrameOptions, Probe, Tools } from './types.ts';

/**
 * Decodes the frame shown at a time: the one a player shows there, so that a moment's own time gives the moment's frame.
 * `atSeconds` of the answer is when it begins. Throws `no-picture`, `unreadable-file`, `invalid-input`, `time-limit`,
 * `cancelled`.
 */
export const decodeFrame = async (
  tools: Tools,
  path: string,
  probe: Probe,
  atSeconds: number,
  options: DecodeFrameOptions = {},
): Promise<DecodedFrame> => {
  const size = options.size ?? 224;
  if (!Number.isInteger(size) || size < 1 || size > 4096) {
    throw new MediaError('invalid-input', `A frame of ${size} pixels cannot be made.`, {
      field: 'size',
      allowed: 'a whole number from 1 to 4096',
    });
  }
  return await shownFrame(tools, path, probe, atSeconds, {
    filters: centreSquareFilters(size),
    width: size,
    height: size,
    signal: options.signal,
  });
};
