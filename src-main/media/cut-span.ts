import { extname } from 'node:path';
import { pictureEncoding, soundEncoding, soundEncodingFilters } from './encoders.ts';
import { commonArguments, fileArgument, inputArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { readFrames } from './read-frames.ts';
import { checkSpan } from './read-sound.ts';
import { runEncoding } from './run-encoding.ts';
import type { Cancellable, CutResult, Probe, Span, Tools } from './types.ts';
import { writeWhole } from './write-file.ts';

/** Containers that take H.264 and AAC, for spans that must be encoded anew. */
const encodable = new Set(['.mp4', '.m4v', '.m4a', '.mov', '.mkv']);

/** When the first frame begins that a copy from this time on holds: that of the keyframe before. */
const copyStart = async (
  tools: Tools,
  path: string,
  probe: Probe,
  fromSeconds: number,
  signal: AbortSignal | undefined,
): Promise<number> => {
  if (probe.picture === null || fromSeconds === 0) return fromSeconds;
  const frames = readFrames(tools, path, {
    signal,
    input: { seekSeconds: fromSeconds, fromKeyframe: true },
    stream: probe.picture.index,
    filters: 'scale=16:16',
    width: 16,
    height: 16,
    framesPerSecond: probe.picture.framesPerSecond,
    limitSeconds: 120,
  });
  for await (const frame of frames) return Math.min(fromSeconds, Math.max(0, frame.atSeconds));
  return fromSeconds;
};

const tracks = (probe: Probe): string[] => [
  ...(probe.picture === null ? [] : ['-map', `0:${probe.picture.index}`]),
  ...probe.sounds.flatMap((sound) => ['-map', `0:${sound.index}`]),
];

/**
 * Writes a span of a file to `out`, whose extension chooses the container. The packets are copied where the container
 * takes them; such a cut begins at the keyframe before the span, and `startsAtSeconds` says where that is. `exact`, or
 * a container that does not take the codecs, has the span encoded anew, frame by frame. Throws `invalid-input`,
 * `unreadable-file`, `out-of-space`, `missing-program`, `time-limit`, `cancelled`.
 */
export const cutSpan = async (
  tools: Tools,
  path: string,
  probe: Probe,
  span: Span,
  out: string,
  options: Cancellable & { readonly exact?: boolean | undefined } = {},
): Promise<CutResult> => {
  checkSpan(span);
  const { exact = false, signal } = options;
  const { fromSeconds } = span;
  if (fromSeconds >= probe.durationSeconds) {
    throw new MediaError('invalid-input', `The file ends before ${fromSeconds} s.`, {
      field: 'span',
      allowed: `a span that begins before ${probe.durationSeconds} s`,
    });
  }
  const durationSeconds = span.toSeconds - fromSeconds;
  const write = async (codecs: readonly string[]): Promise<void> =>
    await writeWhole(out, async (temporary) => {
      const isMp4 = ['.mp4', '.m4v', '.m4a', '.mov'].includes(extname(out).toLowerCase());
      await runEncoding(
        tools,
        [
          ...commonArguments('warning', false),
          ...['-t', durationSeconds.toFixed(6), ...inputArguments(path, { seekSeconds: fromSeconds })],
          ...[...tracks(probe), ...codecs, '-map_metadata', '-1', '-progress', 'pipe:1'],
          ...[...(isMp4 ? ['-movflags', '+faststart'] : []), '-y', fileArgument(temporary)],
        ],
        { signal, durationSeconds, limitSeconds: 600 + 120 * durationSeconds },
      );
    });
  if (!exact) {
    try {
      await write(['-c', 'copy', '-avoid_negative_ts', 'make_zero']);
      return { copied: true, startsAtSeconds: await copyStart(tools, path, probe, fromSeconds, signal) };
    } catch (error) {
      // The container does not take these codecs.
      if (!(error instanceof MediaError && error.code === 'unreadable-file')) throw error;
    }
  }
  if (!encodable.has(extname(out).toLowerCase())) {
    throw new MediaError(
      'invalid-input',
      `${extname(out) || 'A file without extension'} cannot hold the span.`,
      {
        field: 'out',
        allowed: [...encodable].join(', '),
      },
    );
  }
  const picture = probe.picture === null ? [] : await pictureEncoding(tools);
  const sound = probe.sounds.length === 0 ? [] : ['-af', soundEncodingFilters, ...soundEncoding];
  await write([...picture, ...sound]);
  return { copied: false, startsAtSeconds: fromSeconds };
};
