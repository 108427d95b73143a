import { FramePicker, type Pick, sparseFrames } from './frame-picker.ts';
import { fitSize } from './geometry.ts';
import { encodeJpeg } from './jpeg.ts';
import { MediaError } from './media-error.ts';
import { readFrames } from './read-frames.ts';
import { pictureOf } from './shown-frame.ts';
import type { Cancellable, Filmstrip, PictureTrack, Probe, Tools } from './types.ts';

// Of longer videos only keyframes are decoded: tiles then show the picture of some seconds before.
const everyFrameUpToSeconds = 120;
const mostTiles = 500;

const pickTiles = async (
  tools: Tools,
  path: string,
  probe: Probe,
  strip: { times: readonly number[]; picture: PictureTrack; width: number; height: number },
  signal: AbortSignal | undefined,
): Promise<Pick[]> => {
  const { times, picture, width, height } = strip;
  const ratePerSecond = times.length / probe.durationSeconds;
  const keyframesOnly = probe.durationSeconds > everyFrameUpToSeconds;
  const scale = `scale=${width}:${height}:flags=bicubic,setsar=1`;
  const sparse = sparseFrames(times, ratePerSecond, picture.framesPerSecond);
  const picker = new FramePicker({
    grid: times,
    ratePerSecond,
    framesPerSecond: picture.framesPerSecond,
    endSeconds: picture.endSeconds,
  });
  const picks: Pick[] = [];
  const frames = readFrames(tools, path, {
    signal,
    input: { skip: keyframesOnly ? 'non-key' : sparse?.referenceFramesOnly ? 'non-reference' : undefined },
    stream: picture.index,
    filters: keyframesOnly || sparse === null ? scale : `${sparse.filter},${scale}`,
    width,
    height,
    framesPerSecond: picture.framesPerSecond,
    limitSeconds: 120 + 60 * probe.durationSeconds,
  });
  for await (const frame of frames) picks.push(...picker.push(frame));
  return [...picks, ...picker.end()];
};

/**
 * Evenly spaced frames of a whole video side by side in one JPEG, upright, each in the shape of the picture; black where
 * there is none. Throws `no-picture`, `unreadable-file`, `invalid-input`, `time-limit`, `cancelled`.
 */
export const filmstrip = async (
  tools: Tools,
  path: string,
  probe: Probe,
  options: Cancellable & { readonly tiles: number; readonly height?: number | undefined },
): Promise<Filmstrip> => {
  const { tiles, height = 45, signal } = options;
  if (!Number.isInteger(tiles) || tiles < 1 || tiles > mostTiles) {
    throw new MediaError('invalid-input', `A filmstrip of ${tiles} tiles cannot be made.`, {
      field: 'tiles',
      allowed: `a whole number from 1 to ${mostTiles}`,
    });
  }
  const picture = pictureOf(probe);
  const tile = fitSize(picture, height * 4, height);
  const times = Array.from({ length: tiles }, (_, k) => ((k + 0.5) * probe.durationSeconds) / tiles);
  const picks = await pickTiles(tools, path, probe, { times, picture, ...tile }, signal);
  const width = tile.width * tiles;
  const pixels = new Uint8Array(width * tile.height * 3);
  const rowBytes = tile.width * 3;
  picks.forEach((pick, column) => {
    if (pick.pixels === null) return;
    for (let row = 0; row < tile.height; row += 1) {
      const line = pick.pixels.subarray(row * rowBytes, (row + 1) * rowBytes);
      pixels.set(line, row * width * 3 + column * rowBytes);
    }
  });
  const image = await encodeJpeg(tools, pixels, width, tile.height, signal);
  return { ...image, tileWidth: tile.width, tileHeight: tile.height, times };
};
