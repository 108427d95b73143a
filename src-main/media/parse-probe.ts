import { z } from 'zod';
import { displaySize } from './geometry.ts';
import { MediaError } from './media-error.ts';
import type { PictureTrack, SoundTrack } from './types.ts';

const decimal = z.string().transform((text) => {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
});

// A stream of which ffprobe could not tell something lacks that field.
const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  pix_fmt: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  start_time: decimal.optional(),
  duration: decimal.optional(),
  channels: z.int().optional(),
  sample_rate: decimal.optional(),
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
});
type Stream = z.infer<typeof streamSchema>;

const answerSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({
    format_name: z.string(),
    start_time: decimal.optional(),
    duration: decimal.optional(),
  }),
});

/** What ffprobe told of a file; `durationSeconds` is null when it could not say. */
export type ParsedProbe = {
  readonly durationSeconds: number | null;
  readonly container: string;
  readonly picture: PictureTrack | null;
  readonly sounds: readonly SoundTrack[];
  readonly coverArt: boolean;
  /** Index of the stream that holds the cover art; null without. */
  readonly coverIndex: number | null;
};

/** `30000/1001` as a number; 0 when it is none or not known (`0/0`). */
export const parseRatio = (text: string | undefined): number => {
  const match = /^(\d+)[/:](\d+)$/.exec(text ?? '');
  if (match === null || Number(match[2]) === 0) return 0;
  return Number(match[1]) / Number(match[2]);
};

const pixelAspectOf = (text: string | undefined): [number, number] => {
  const match = /^(\d+):(\d+)$/.exec(text ?? '');
  const wide = Number(match?.[1] ?? 1);
  const high = Number(match?.[2] ?? 1);
  // `0:1` stands for "not known"; a stretch beyond any real format is a damaged header.
  if (wide === 0 || high === 0 || wide / high > 100 || high / wide > 100) return [1, 1];
  return [wide, high];
};

/**
 * The clockwise turn that shows the picture upright. ffprobe's `rotation` of the display matrix counts the other way
 * round; the tag `rotate` of older files counts clockwise.
 */
const rotationOf = (stream: Stream): number => {
  const matrix = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation;
  const turn = matrix === undefined ? Number(stream.tags?.rotate ?? 0) : -matrix;
  if (!Number.isFinite(turn)) return 0;
  return (((Math.round(turn / 90) * 90) % 360) + 360) % 360;
};

const isCover = (stream: Stream): boolean =>
  stream.codec_type === 'video' && stream.disposition?.attached_pic === 1;

const pictureOf = (stream: Stream, fileStart: number): PictureTrack => {
  const codedWidth = stream.width ?? 0;
  const codedHeight = stream.height ?? 0;
  const pixelAspect = pixelAspectOf(stream.sample_aspect_ratio);
  const rotationDegrees = rotationOf(stream);
  const shown = displaySize({ width: codedWidth, height: codedHeight }, pixelAspect, rotationDegrees);
  const average = parseRatio(stream.avg_frame_rate);
  const nominal = parseRatio(stream.r_frame_rate);
  const startSeconds = (stream.start_time ?? fileStart) - fileStart;
  return {
    index: stream.index,
    codec: stream.codec_name ?? 'unknown',
    codedWidth,
    codedHeight,
    displayWidth: shown.width,
    displayHeight: shown.height,
    rotationDegrees,
    pixelAspect,
    framesPerSecond: average > 0 ? average : nominal,
    // The average of a constant rate is off a little by its last frame; the nominal one is the smallest step seen.
    variableFrameRate: average > 0 && nominal > 0 && Math.abs(nominal / average - 1) > 0.01,
    startSeconds,
    endSeconds: stream.duration === undefined ? null : startSeconds + stream.duration,
    pixelFormat: stream.pix_fmt ?? 'unknown',
  };
};

const soundOf = (stream: Stream, fileStart: number): SoundTrack => ({
  index: stream.index,
  codec: stream.codec_name ?? 'unknown',
  channels: stream.channels ?? 0,
  sampleRateHz: stream.sample_rate ?? 0,
  startSeconds: (stream.start_time ?? fileStart) - fileStart,
});

/** Reads the JSON of `ffprobe -show_format -show_streams`. Throws `unreadable-file` when it is not that. */
export const parseProbe = (json: string): ParsedProbe => {
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(json));
  } catch (error) {
    throw new MediaError('unreadable-file', 'ffprobe could not tell what the file holds.', { cause: error });
  }
  const { format, streams } = answer;
  const fileStart = format.start_time ?? 0;
  const cover = streams.find(isCover);
  // A stream without size or rate has a header that nothing can be decoded from.
  const picture = streams.find(
    (stream) => stream.codec_type === 'video' && !isCover(stream) && (stream.width ?? 0) > 0,
  );
  const sounds = streams.filter(
    (stream) => stream.codec_type === 'audio' && (stream.sample_rate ?? 0) > 0 && (stream.channels ?? 0) > 0,
  );
  const lengths = streams.map((stream) => stream.duration ?? 0);
  const durationSeconds = format.duration ?? Math.max(0, ...lengths);
  return {
    durationSeconds: durationSeconds > 0 ? durationSeconds : null,
    container: format.format_name,
    picture: picture === undefined ? null : pictureOf(picture, fileStart),
    sounds: sounds.map((stream) => soundOf(stream, fileStart)),
    coverArt: cover !== undefined,
    coverIndex: cover?.index ?? null,
  };
};
