import { commonArguments, inputArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { checkSpan, soundOf, soundStart } from './read-sound.ts';
import { runTool } from './run-tool.ts';
import { sampleRateHz } from './sound-buffer.ts';
import type { Cancellable, Probe, Span, Tools } from './types.ts';
import { wavFile } from './wav.ts';

const longestSeconds = 1800;

/**
 * The sound of a span as a WAV file to be listened to: 48 kHz, 16 bits, stereo unless the track is mono, exactly as long
 * as the span, silent where the track has nothing. Throws `no-sound`, `unreadable-file`, `invalid-input`, `time-limit`,
 * `cancelled`.
 */
export const soundWav = async (
  tools: Tools,
  path: string,
  probe: Probe,
  span: Span,
  options: Cancellable = {},
): Promise<Uint8Array> => {
  const sound = soundOf(probe);
  checkSpan(span);
  const lengthSeconds = span.toSeconds - span.fromSeconds;
  if (lengthSeconds > longestSeconds) {
    throw new MediaError('invalid-input', `${lengthSeconds} s of sound are too much for one WAV file.`, {
      field: 'span',
      allowed: `at most ${longestSeconds} s`,
    });
  }
  const channels = sound.channels === 1 ? 1 : 2;
  const { seekSeconds, firstSample } = soundStart(span.fromSeconds);
  const decoded = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', seekSeconds > 0),
      ...inputArguments(path, { seekSeconds }),
      ...['-map', `0:${sound.index}`, '-af'],
      [
        `atrim=start=${(firstSample / sampleRateHz).toFixed(6)}:end=${(span.toSeconds + 0.1).toFixed(6)}`,
        `aresample=${sampleRateHz}:rematrix_maxval=1`,
        `aformat=sample_fmts=s16:channel_layouts=${channels === 1 ? 'mono' : 'stereo'}`,
        `aresample=${sampleRateHz}:async=1:first_pts=${firstSample}`,
      ].join(','),
      ...['-c:a', 'pcm_s16le', '-f', 's16le', 'pipe:1'],
    ],
    {
      signal: options.signal,
      limitSeconds: 120 + probe.durationSeconds,
      maxBytes: (lengthSeconds + 5) * sampleRateHz * 4,
      toleratesDamage: true,
    },
  );
  const frameBytes = channels * 2;
  const skipped = (Math.round(span.fromSeconds * sampleRateHz) - firstSample) * frameBytes;
  const samples = new Uint8Array(Math.round(lengthSeconds * sampleRateHz) * frameBytes);
  samples.set(decoded.subarray(skipped, skipped + samples.length));
  return wavFile(samples, channels, sampleRateHz);
};
