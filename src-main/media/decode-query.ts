import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSound } from './decode-sound.ts';
import { centreSquareFilters } from './geometry.ts';
import { commonArguments, fileArgument, pipedPictureArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { jpegOrientation, pictureDemuxer, readablePictures, uprightFilters } from './picture-signature.ts';
import { probe } from './probe.ts';
import { runTool } from './run-tool.ts';
import type { Cancellable, DecodedSoundFile, OutsideFile, Tools } from './types.ts';

const largestPictureBytes = 64 * 2 ** 20;

const readPicture = async (file: OutsideFile): Promise<Uint8Array> => {
  if (typeof file !== 'string') return file;
  fileArgument(file);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new MediaError('unreadable-file', 'Not a file.');
    if (found.size > largestPictureBytes) {
      throw new MediaError('unreadable-file', 'The picture file is too large.', {
        allowed: 'at most 64 MiB',
      });
    }
    const handle = await open(file);
    try {
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new MediaError('not-found', 'The file is not there.', { cause: error })
      : new MediaError('unreadable-file', 'The file may not be read.', { cause: error });
  }
};

/**
 * Decodes a picture from outside: [row, column, channel] RGB bytes of its upright centre crop, `size` × `size`. Throws
 * `unsupported-format` for what is no PNG, JPEG, WebP, GIF (first frame), BMP or TIFF, `unreadable-file`, `not-found`,
 * `cancelled`.
 */
export const decodeImageFile = async (
  tools: Tools,
  file: OutsideFile,
  options: Cancellable & { readonly size?: number | undefined } = {},
): Promise<Uint8Array> => {
  const { size = 224, signal } = options;
  const bytes = await readPicture(file);
  const demuxer = pictureDemuxer(bytes);
  if (demuxer === null) {
    throw new MediaError('unsupported-format', 'The file is not a picture that can be read.', {
      allowed: readablePictures,
    });
  }
  const upright = demuxer === 'jpeg_pipe' ? uprightFilters(jpegOrientation(bytes)) : [];
  const pixels = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', false),
      // ffmpeg would turn the picture a second time where it knows of Exif.
      '-noautorotate',
      ...pipedPictureArguments(demuxer),
      // Transparent pixels keep the colour stored under them: no background is right for every picture.
      ...['-map', '0:v:0', '-frames:v', '1', '-vf', [...upright, centreSquareFilters(size)].join(',')],
      ...['-c:v', 'rawvideo', '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
    ],
    { signal, limitSeconds: 60, input: bytes, toleratesDamage: true },
  );
  if (pixels.length < size * size * 3) {
    throw new MediaError('unreadable-file', 'The picture is damaged.');
  }
  return new Uint8Array(pixels.buffer, pixels.byteOffset, size * size * 3);
};

/** Calls `use` with the path of a file of these bytes, which is gone afterwards. */
const withFile = async <T>(file: OutsideFile, use: (path: string) => Promise<T>): Promise<T> => {
  if (typeof file === 'string') return await use(file);
  // Not a pipe: the index of an MP4 may lie at its end, and a pipe cannot be read backwards.
  const folder = await mkdtemp(join(tmpdir(), 'earsight-'));
  try {
    const path = join(folder, 'sound');
    await writeFile(path, file, { mode: 0o600 });
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Decodes a sound from outside, from its file or bytes: the second around `atSeconds`, or around its middle when that is
 * left out. Throws `unreadable-file`, `unsupported-format`, `no-sound`, `not-found`, `invalid-input`, `cancelled`.
 */
export const decodeSoundFile = async (
  tools: Tools,
  file: OutsideFile,
  options: Cancellable & { readonly atSeconds?: number | undefined } = {},
): Promise<DecodedSoundFile> =>
  await withFile(file, async (path) => {
    const { signal } = options;
    const found = await probe(tools, path, { signal });
    const { durationSeconds } = found;
    const atSeconds = Math.min(options.atSeconds ?? durationSeconds / 2, durationSeconds);
    const samples = await decodeSound(tools, path, found, atSeconds, { signal });
    return { samples, atSeconds, durationSeconds };
  });
