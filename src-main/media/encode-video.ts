import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { fastStartMp4, pictureEncoding, soundEncoding, soundEncodingFilters } from './encoders.ts';
import { commonArguments, fileArgument, inputArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { checkSpan } from './read-sound.ts';
import { type RunningTool, startTool } from './run-tool.ts';
import type { EncodeVideoOptions, Tools } from './types.ts';
import { writeWhole } from './write-file.ts';

const checkPicture = ({ width, height, framesPerSecond }: EncodeVideoOptions): void => {
  const isSize = (side: number) => Number.isInteger(side) && side >= 2 && side <= 8192;
  if (!isSize(width) || !isSize(height)) {
    throw new MediaError('invalid-input', `A video of ${width} × ${height} pixels cannot be written.`, {
      field: 'width',
      allowed: 'whole numbers from 2 to 8192',
    });
  }
  if (framesPerSecond > 0 && framesPerSecond <= 240) return;
  throw new MediaError('invalid-input', `${framesPerSecond} frames a second cannot be written.`, {
    field: 'framesPerSecond',
    allowed: 'more than 0, at most 240',
  });
};

/** The sound's input arguments. Samples go through a file: two pipes into one ffmpeg could wait for each other. */
const soundInput = async (sound: EncodeVideoOptions['sound'], samplesFile: string): Promise<string[]> => {
  if (sound === undefined) return [];
  if ('samples' in sound) {
    const { samples, sampleRateHz } = sound;
    await writeFile(samplesFile, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), {
      flag: 'wx',
    });
    return ['-f', 'f32le', '-ar', String(sampleRateHz), '-ac', '1', '-i', fileArgument(samplesFile)];
  }
  checkSpan(sound);
  const length = sound.toSeconds - sound.fromSeconds;
  return ['-t', length.toFixed(6), ...inputArguments(sound.path, { seekSeconds: sound.fromSeconds })];
};

/** Writes frames as fast as ffmpeg takes them, and no faster. */
const writeFrames = async (
  tool: RunningTool,
  options: EncodeVideoOptions,
  frames: AsyncIterable<Uint8Array>,
  waits: { forFrames: boolean },
): Promise<void> => {
  const bytes = options.width * options.height * 3;
  const input = tool.input!;
  let count = 0;
  waits.forFrames = true;
  for await (const frame of frames) {
    waits.forFrames = false;
    if (frame.length !== bytes) {
      throw new MediaError('invalid-input', `Frame ${count} has ${frame.length} bytes.`, {
        field: 'frames',
        allowed: `${bytes} bytes: height × width × 3`,
      });
    }
    count += 1;
    if (tool.failure() !== null || input.destroyed) break;
    // When ffmpeg ends early, no `drain` comes.
    if (!input.write(frame)) await Promise.race([once(input, 'drain').catch(() => {}), tool.ended]);
    waits.forFrames = true;
  }
  waits.forFrames = false;
  if (count === 0) {
    throw new MediaError('invalid-input', 'There are no frames to write.', {
      field: 'frames',
      allowed: 'at least one',
    });
  }
  input.end();
};

/**
 * Writes frames ([row, column, channel] RGB bytes) as an MP4 of H.264 in BT.709, with sound under them if given; odd
 * sides gain a line, sound is cut or padded to the length of the picture. Frames are drawn from the iterable as fast as
 * they are encoded. `out` appears only when whole. Throws `invalid-input`, `unreadable-file` (of the sound),
 * `out-of-space`, `missing-program`, `time-limit`, `cancelled`, and whatever the iterable throws.
 */
export const encodeVideo = async (
  tools: Tools,
  out: string,
  options: EncodeVideoOptions,
  frames: AsyncIterable<Uint8Array>,
): Promise<void> => {
  checkPicture(options);
  const { width, height, framesPerSecond, sound, signal } = options;
  const encoding = await pictureEncoding(tools);
  await writeWhole(out, async (temporary) => {
    const samplesFile = `${temporary}.f32`;
    try {
      const soundArguments = await soundInput(sound, samplesFile);
      const waits = { forFrames: false };
      const tool = startTool(
        tools.ffmpeg,
        [
          ...commonArguments('warning', false),
          ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${width}x${height}`],
          ...['-framerate', String(framesPerSecond), '-i', 'pipe:0', ...soundArguments, '-map', '0:v'],
          ...(sound === undefined
            ? []
            : ['-map', '1:a:0', '-af', `${soundEncodingFilters},apad`, '-shortest', ...soundEncoding]),
          ...['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv'],
          ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
          ...['-color_range', 'tv', ...encoding, ...fastStartMp4, '-y', fileArgument(temporary)],
        ],
        {
          signal,
          limitSeconds: 24 * 3600,
          stallSeconds: 300,
          withInput: true,
          isWorking: () => !waits.forFrames,
        },
      );
      try {
        await writeFrames(tool, options, frames, waits);
        await tool.ended;
        const failure = tool.failure();
        if (failure !== null) throw failure;
      } finally {
        tool.kill();
        await tool.ended;
      }
    } finally {
      await rm(samplesFile, { force: true });
    }
  });
};
