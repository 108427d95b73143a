import { MediaError } from './media-error.ts';
import { runTool } from './run-tool.ts';
import { parseEncoders } from './tool-output.ts';
import type { Tools } from './types.ts';

/**
 * Encoders of video that a browser plays from an MP4, best first, each with what gives a good picture at a fair size
 * from it. VP9 is there for builds without any H.264.
 */
const pictureEncoders: readonly { readonly name: string; readonly arguments: readonly string[] }[] = [
  { name: 'libx264', arguments: ['-preset', 'veryfast', '-crf', '21'] },
  { name: 'libopenh264', arguments: ['-b:v', '4M'] },
  { name: 'h264_videotoolbox', arguments: ['-b:v', '6M'] },
  { name: 'h264_mf', arguments: ['-b:v', '6M'] },
  { name: 'libvpx-vp9', arguments: ['-crf', '32', '-b:v', '0', '-deadline', 'realtime', '-cpu-used', '6'] },
];

const known = new Map<string, Promise<Set<string>>>();

const encodersOf = async (tools: Tools): Promise<Set<string>> => {
  const { path } = tools.ffmpeg;
  const asked =
    known.get(path) ??
    runTool(tools.ffmpeg, ['-hide_banner', '-encoders'], { limitSeconds: 60 }).then((output) =>
      parseEncoders(output.toString('utf8')),
    );
  known.set(path, asked);
  try {
    return await asked;
  } catch (error) {
    known.delete(path);
    throw error;
  }
};

/** The first of the encoders that are there; null when none is. */
export const choosePictureEncoder = (present: ReadonlySet<string>): readonly string[] | null => {
  const choice = pictureEncoders.find(({ name }) => present.has(name));
  return choice === undefined ? null : ['-c:v', choice.name, ...choice.arguments];
};

/** ffmpeg's arguments for a picture that plays everywhere. Throws `missing-program` when this ffmpeg writes none. */
export const pictureEncoding = async (tools: Tools): Promise<readonly string[]> => {
  const choice = choosePictureEncoder(await encodersOf(tools));
  if (choice === null) {
    throw new MediaError('missing-program', 'This ffmpeg cannot write H.264 or VP9.', {
      field: 'FFMPEG_BIN',
      allowed: `an ffmpeg with one of ${pictureEncoders.map(({ name }) => name).join(', ')}`,
    });
  }
  return [...choice, '-pix_fmt', 'yuv420p'];
};

/** ffmpeg's arguments for sound that plays everywhere; its own AAC encoder is part of every build. */
export const soundEncoding: readonly string[] = ['-c:a', 'aac', '-b:a', '160k'];

/**
 * ffmpeg filters in front of `soundEncoding`: 48 kHz, mono kept as it is (spread over two channels it would lose 3 dB),
 * anything wider as stereo.
 */
export const soundEncodingFilters = 'aresample=48000:rematrix_maxval=1,aformat=channel_layouts=mono|stereo';

/** ffmpeg's arguments for an MP4 whose index lies in front, so that it plays before it is wholly read. */
export const fastStartMp4: readonly string[] = ['-movflags', '+faststart', '-f', 'mp4'];
