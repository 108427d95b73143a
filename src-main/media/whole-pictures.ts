import type { TimedFrame } from './frame-picker.ts';
import { fitSize } from './geometry.ts';
import { readFrames } from './read-frames.ts';
import { pictureOf, shownFrame } from './shown-frame.ts';
import type { Cancellable, PictureTrack, Probe, Span, Tools } from './types.ts';

/** How large a picture may become; it is never enlarged. */
export type PictureBox = Cancellable & { readonly maxWidth: number; readonly maxHeight: number };

/** A picture as shown, the whole of it: [row, column, channel] RGB bytes. */
export type WholePicture = TimedFrame & { readonly width: number; readonly height: number };

/** The size of the displayed picture fitted into a box; even sides, as encoders of films want them. */
export const evenSize = (
  picture: Pick<PictureTrack, 'displayWidth' | 'displayHeight'>,
  box: { readonly maxWidth: number; readonly maxHeight: number },
): { width: number; height: number } => {
  const { width, height } = fitSize(picture, box.maxWidth, box.maxHeight);
  const even = (side: number): number => Math.max(2, Math.round(side / 2) * 2);
  return { width: even(width), height: even(height) };
};

const fill = ({ width, height }: { width: number; height: number }): string =>
  `scale=${width}:${height}:flags=bicubic+accurate_rnd,setsar=1`;

/** The whole picture shown at a time, rotation and pixel aspect applied. Throws as `decodeFrame`. */
export const wholePicture = async (
  tools: Tools,
  path: string,
  probe: Probe,
  atSeconds: number,
  box: PictureBox,
): Promise<WholePicture> => {
  const size = fitSize(pictureOf(probe), box.maxWidth, box.maxHeight);
  const frame = await shownFrame(tools, path, probe, atSeconds, {
    filters: fill(size),
    ...size,
    signal: box.signal,
  });
  return { ...frame, ...size };
};

/** The whole pictures of a span at a constant rate, as shown, with even sides. Throws as `decodeFrame`. */
export async function* wholePictures(
  tools: Tools,
  path: string,
  probe: Probe,
  span: Span,
  options: PictureBox & { readonly framesPerSecond: number },
): AsyncGenerator<WholePicture, void, undefined> {
  const picture = pictureOf(probe);
  const size = evenSize(picture, options);
  const { fromSeconds, toSeconds } = span;
  const from = fromSeconds.toFixed(6);
  const frames = readFrames(tools, path, {
    input: { seekSeconds: fromSeconds },
    stream: picture.index,
    // The rate first: frames that are dropped need not be scaled.
    filters: `fps=fps=${options.framesPerSecond.toFixed(6)}:start_time=${from},trim=end=${toSeconds.toFixed(6)},${fill(size)}`,
    ...size,
    framesPerSecond: options.framesPerSecond,
    limitSeconds: 120 + 60 * probe.durationSeconds,
    signal: options.signal,
  });
  for await (const frame of frames) yield { ...frame, ...size };
}
