import { resolve } from 'node:path';
import { MediaError } from './media-error.ts';
import type { Tool } from './types.ts';

/**
 * Demuxers that may open a file. Those that follow names found inside a file (hls, dash, concat, sdp, image2 …) are
 * not among them: a playlist renamed to .mp4 would otherwise make ffmpeg open whatever it lists. Refused before a
 * single byte of the header is believed.
 */
const containers = [
  ...[
    'mov',
    'mp4',
    'm4a',
    '3gp',
    '3g2',
    'mj2',
    'matroska',
    'webm',
    'avi',
    'mpegts',
    'mpeg',
    'mpegvideo',
    'vob',
  ],
  ...[
    'flv',
    'live_flv',
    'asf',
    'asf_o',
    'ogg',
    'wav',
    'w64',
    'mp3',
    'flac',
    'aac',
    'ac3',
    'eac3',
    'dts',
    'dtshd',
  ],
  ...[
    'aiff',
    'au',
    'caf',
    'amr',
    'amrnb',
    'amrwb',
    'ape',
    'wv',
    'tta',
    'mpc',
    'mpc8',
    'tak',
    'dsf',
    'truehd',
    'voc',
  ],
  ...[
    'mxf',
    'gxf',
    'dv',
    'ivf',
    'nut',
    'rm',
    'wtv',
    'm4v',
    'h264',
    'hevc',
    'h261',
    'h263',
    'vc1',
    'obu',
    'av1',
  ],
  ...[
    'yuv4mpegpipe',
    'swf',
    'roq',
    'bink',
    'smk',
    'nsv',
    'gif',
    'apng',
    'loas',
    'spdif',
    'sox',
    'ircam',
    'oma',
  ],
];

/** Demuxers of still pictures, for pictures from outside only: as videos they are refused. */
const pictureContainers = ['png_pipe', 'jpeg_pipe', 'webp_pipe', 'bmp_pipe', 'tiff_pipe', 'gif', 'apng'];

// Containers without an index: a seek lands anywhere, and what is decoded from there lacks what it builds on.
const unindexed = new Set(['mpegts', 'mpeg', 'mpegvideo', 'h264', 'hevc', 'm4v', 'vc1', 'obu', 'h263', 'dv']);
/** Longer than the distance of keyframes in broadcasts and streams, which is what such containers hold. */
const longestKeyframeDistanceSeconds = 12;

/** Seconds before a time at which decoding must begin for a right picture, on top of the way back to a keyframe. */
export const pictureRunUpSeconds = (container: string): number =>
  container.split(',').some((name) => unindexed.has(name)) ? longestKeyframeDistanceSeconds : 0;

/** How a file is to be opened. */
export type InputOptions = {
  /** Where to begin, in seconds from the start of the file; its times are then counted from there all the same. */
  readonly seekSeconds?: number | undefined;
  /** Begin at the keyframe before `seekSeconds` instead of dropping the frames up to it. */
  readonly fromKeyframe?: boolean | undefined;
  /** Frames to leave undecoded: those that no other builds on, or all but keyframes. */
  readonly skip?: 'non-reference' | 'non-key' | undefined;
  /** Threads of the decoder; ffmpeg's own choice when left out. */
  readonly threads?: number | undefined;
};

/**
 * Arguments that keep ffmpeg quiet, off the terminal, and told to use presentation times counted from the start of the
 * file. `-copyts -start_at_zero` leaves a seek's times exact; without a seek it is left out, because it would switch off
 * ffmpeg's repair of broken timestamps.
 */
export const commonArguments = (level: 'info' | 'warning', seeks: boolean): string[] => [
  ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', `repeat+${level}`],
  ...(seeks ? ['-copyts', '-start_at_zero'] : []),
];

/** The file's absolute path behind `file:`: no name can then be taken for an option, a protocol or a pipe. */
export const fileArgument = (path: string): string => {
  if (path === '' || path.includes('\0')) {
    throw new MediaError('invalid-input', 'The path names no file.', {
      field: 'path',
      allowed: 'a file path',
    });
  }
  return `file:${resolve(path)}`;
};

/**
 * Pixels that a picture of a file may have. A header of a few bytes can claim more than any memory holds: a PNG of
 * 64 kB that unfolds into 2 GB is easily made. Enough for films of 16K and for photographs of 200 megapixels.
 */
const mostPixels = 210_000_000;

const restrictions = (allowed: readonly string[]): string[] => [
  ...['-protocol_whitelist', 'file,pipe'],
  ...['-format_whitelist', allowed.join(',')],
  ...['-max_pixels', String(mostPixels)],
];

/** Arguments before and with the name of a video or sound file, for ffmpeg. */
export const inputArguments = (path: string, options: InputOptions = {}): string[] => {
  const seek = Math.max(0, options.seekSeconds ?? 0);
  return [
    ...restrictions(containers),
    ...(options.skip === undefined ? [] : ['-skip_frame', options.skip === 'non-key' ? 'nokey' : 'noref']),
    ...(options.threads === undefined ? [] : ['-threads', String(options.threads)]),
    ...(options.fromKeyframe ? ['-noaccurate_seek'] : []),
    ...(seek > 0 ? ['-ss', seek.toFixed(6)] : []),
    ...['-i', fileArgument(path)],
  ];
};

/** Arguments that read a picture's bytes from standard input, as one of the demuxers of still pictures. */
export const pipedPictureArguments = (demuxer: string): string[] => [
  ...restrictions(pictureContainers),
  ...['-f', demuxer, '-i', 'pipe:0'],
];

/** Arguments with the name of a file, for ffprobe. */
export const probeArguments = (path: string): string[] => [
  ...restrictions(containers),
  ...['-i', fileArgument(path)],
];

/**
 * The argument that keeps ffmpeg from doubling or dropping frames to reach a constant rate. `-fps_mode` came with
 * ffmpeg 5.1 (libavutil 57.28), `-vsync` is on its way out.
 */
export const everyFrameOnce = (ffmpeg: Tool): string[] =>
  ffmpeg.libavutil >= 58 ? ['-fps_mode', 'passthrough'] : ['-vsync', '0'];

/** As `everyFrameOnce`, for files that need rising times: later frames of the same time are dropped. */
export const variableFrameRate = (ffmpeg: Tool): string[] =>
  ffmpeg.libavutil >= 58 ? ['-fps_mode', 'vfr'] : ['-vsync', '2'];
