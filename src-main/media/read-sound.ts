import { commonArguments, inputArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { startTool } from './run-tool.ts';
import { sampleRateHz, timelineSoundFilters } from './sound-buffer.ts';
import type { Cancellable, Probe, SoundTrack, Span, Tools } from './types.ts';

const pieceBytes = sampleRateHz * 4;
// Codecs need some packets before the first right sample.
const runUpSeconds = 0.3;

/** The first sound track of a file. Throws `no-sound` when it has none. */
export const soundOf = (probe: Probe): SoundTrack => {
  const [sound] = probe.sounds;
  if (sound === undefined) throw new MediaError('no-sound', 'The file has no sound.');
  return sound;
};

/** Throws `invalid-input` unless the span has a length and begins in the file's time. */
export const checkSpan = (span: Span): void => {
  const { fromSeconds, toSeconds } = span;
  if (fromSeconds >= 0 && toSeconds > fromSeconds && Number.isFinite(toSeconds)) return;
  throw new MediaError('invalid-input', `${fromSeconds} to ${toSeconds} s is not a span of a file.`, {
    field: 'span',
    allowed: '0 ≤ fromSeconds < toSeconds',
  });
};

/**
 * Where decoding begins for a span, and the sample that it gives first: at a whole tenth of a second, which is exact
 * both as samples and as the microseconds of a seek, and a little early, because resampling spoils its first samples.
 */
export const soundStart = (fromSeconds: number): { seekSeconds: number; firstSample: number } => {
  const first = Math.floor((fromSeconds - 0.05) * 10) / 10;
  if (first < 1) return { seekSeconds: 0, firstSample: 0 };
  return { seekSeconds: first - runUpSeconds, firstSample: Math.round(first * sampleRateHz) };
};

/**
 * Yields the sound of a span, bytes of little-endian float32 mono 48 kHz, beginning with sample `firstSample` of
 * `soundStart`, at most a second at a time and as fast as they are taken. Leaving the loop ends ffmpeg. Damage ends the
 * sound; a file that gave none throws why, and `no-sound` when it has no track.
 */
export async function* readSound(
  tools: Tools,
  path: string,
  probe: Probe,
  span: Span,
  options: Cancellable = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const sound = soundOf(probe);
  checkSpan(span);
  const { seekSeconds, firstSample } = soundStart(span.fromSeconds);
  const tool = startTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', seekSeconds > 0),
      ...inputArguments(path, { seekSeconds }),
      ...['-map', `0:${sound.index}`, '-af', timelineSoundFilters(firstSample, span.toSeconds)],
      ...['-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
    ],
    { ...options, limitSeconds: 120 + 10 * probe.durationSeconds, isWorking: () => tool.output.hungry },
  );
  let count = 0;
  try {
    for (;;) {
      const piece = await tool.output.take(pieceBytes);
      if (piece === null) break;
      count += 1;
      yield piece;
    }
    await tool.ended;
    const failure = tool.failure();
    if (failure !== null && (count === 0 || failure.code !== 'unreadable-file')) throw failure;
  } finally {
    tool.kill();
    await tool.ended;
  }
}
