import { fastStartMp4, pictureEncoding, soundEncoding, soundEncodingFilters } from './encoders.ts';
import { fitSize } from './geometry.ts';
import { commonArguments, fileArgument, inputArguments, variableFrameRate } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { runEncoding } from './run-encoding.ts';
import type { Cancellable, OnProgress, PictureTrack, Probe, Tools } from './types.ts';
import { writeWhole } from './write-file.ts';

const even = (pixels: number): number => Math.max(2, Math.floor(pixels / 2) * 2);

/** ffmpeg filters of a proxy's picture: upright, square pixels, no more than 720p either way up, even sides. */
const pictureFilters = (picture: PictureTrack): string => {
  const isUpright = picture.displayHeight > picture.displayWidth;
  const { width, height } = fitSize(picture, isUpright ? 720 : 1280, isUpright ? 1280 : 720);
  return `scale=${even(width)}:${even(height)}:flags=bicubic,setsar=1`;
};

/**
 * Makes a copy of a file that every window plays: MP4 of H.264 (upright, square pixels, at most 720p) and AAC, on the
 * file's own timeline, so that times mean the same in both; index in front, keyframes a second apart for scrubbing. `out`
 * appears only when whole. Throws `unreadable-file`, `out-of-space`, `missing-program`, `time-limit`, `cancelled`,
 * `invalid-input`.
 */
export const proxy = async (
  tools: Tools,
  path: string,
  probe: Probe,
  out: string,
  options: Cancellable & { readonly onProgress?: OnProgress | undefined } = {},
): Promise<void> => {
  const { picture, durationSeconds } = probe;
  const [sound] = probe.sounds;
  if (picture === null && sound === undefined) {
    throw new MediaError('unreadable-file', 'The file holds neither picture nor sound.');
  }
  const keyframeDistance = Math.max(1, Math.min(60, Math.round(picture?.framesPerSecond ?? 25)));
  const pictureArguments =
    picture === null
      ? []
      : [
          ...['-map', `0:${picture.index}`, '-vf', pictureFilters(picture)],
          ...(await pictureEncoding(tools)),
          ...['-g', String(keyframeDistance), ...variableFrameRate(tools.ffmpeg)],
        ];
  const soundArguments =
    sound === undefined
      ? []
      : [
          ...['-map', `0:${sound.index}`],
          ...['-af', `${soundEncodingFilters},aresample=48000:async=1:first_pts=0`],
          ...soundEncoding,
        ];
  await writeWhole(out, async (temporary) => {
    await runEncoding(
      tools,
      [
        ...commonArguments('warning', false),
        ...inputArguments(path),
        ...pictureArguments,
        ...soundArguments,
        ...['-map_metadata', '-1', '-progress', 'pipe:1', ...fastStartMp4, '-y', fileArgument(temporary)],
      ],
      {
        signal: options.signal,
        limitSeconds: 600 + 120 * durationSeconds,
        durationSeconds,
        onProgress: options.onProgress,
      },
    );
  });
  options.onProgress?.(1);
};
