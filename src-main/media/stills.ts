import { commonArguments, inputArguments } from './input-arguments.ts';
import { encodeJpeg, jpegSize } from './jpeg.ts';
import { MediaError } from './media-error.ts';
import { runTool } from './run-tool.ts';
import type { Cancellable, EncodedImage, Probe, Tools } from './types.ts';
import { wholePicture } from './whole-pictures.ts';

/**
 * The whole frame shown at a time as a JPEG, upright and in square pixels, fitted into a box and never enlarged. Throws
 * `no-picture`, `unreadable-file`, `invalid-input`, `time-limit`, `cancelled`.
 */
export const frameJpeg = async (
  tools: Tools,
  path: string,
  probe: Probe,
  atSeconds: number,
  options: Cancellable & {
    readonly maxWidth?: number | undefined;
    readonly maxHeight?: number | undefined;
  } = {},
): Promise<EncodedImage> => {
  const { maxWidth = 8192, maxHeight = 8192, signal } = options;
  const frame = await wholePicture(tools, path, probe, atSeconds, { maxWidth, maxHeight, signal });
  return await encodeJpeg(tools, frame.pixels, frame.width, frame.height, signal);
};

/** The cover art of a file without moving picture, as a JPEG fitted into a square. */
const coverJpeg = async (
  tools: Tools,
  path: string,
  side: number,
  signal: AbortSignal | undefined,
): Promise<EncodedImage> => {
  const bytes = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', false),
      ...inputArguments(path),
      ...['-map', '0:v:0', '-frames:v', '1'],
      ...['-vf', `scale=w='min(iw,${side})':h='min(ih,${side})':force_original_aspect_ratio=decrease`],
      ...['-c:v', 'mjpeg', '-q:v', '3', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', 'pipe:1'],
    ],
    { signal, limitSeconds: 60, toleratesDamage: true },
  );
  const size = jpegSize(bytes);
  if (size === null) throw new MediaError('unreadable-file', 'The cover art is damaged.');
  return { bytes, ...size };
};

/**
 * A small JPEG to know a file by: a frame a tenth into the video (openings are often black), or the cover art of a
 * sound file. Throws `no-picture` when there is neither; `unreadable-file`, `time-limit`, `cancelled`.
 */
export const thumbnail = async (
  tools: Tools,
  path: string,
  probe: Probe,
  options: Cancellable & { readonly width?: number | undefined } = {},
): Promise<EncodedImage> => {
  const { width = 320, signal } = options;
  if (probe.picture === null && probe.coverArt) return await coverJpeg(tools, path, width, signal);
  const atSeconds = Math.min(probe.durationSeconds / 10, 30);
  return await frameJpeg(tools, path, probe, atSeconds, { maxWidth: width, maxHeight: width, signal });
};
