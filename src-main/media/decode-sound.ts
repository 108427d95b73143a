import { commonArguments, inputArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { runTool } from './run-tool.ts';
import { checkTime } from './shown-frame.ts';
import { SoundBuffer, sampleRateHz, timelineSoundFilters } from './sound-buffer.ts';
import type { DecodeSoundOptions, Probe, SoundTrack, Tools } from './types.ts';

// Codecs need some packets before the first right sample.
const runUpSeconds = 0.3;
const longestSeconds = 600;

/** The first sound track of a file. Throws `no-sound` when it has none. */
export const soundOf = (probe: Probe): SoundTrack => {
  const [sound] = probe.sounds;
  if (sound === undefined) throw new MediaError('no-sound', 'The file has no sound.');
  return sound;
};

/**
 * Decodes the sound around a time: [sample] float32, mono, 48 kHz, zero where the track has none. The same samples as
 * those of a moment at that time. Throws `no-sound`, `unreadable-file`, `invalid-input`, `time-limit`, `cancelled`.
 */
export const decodeSound = async (
  tools: Tools,
  path: string,
  probe: Probe,
  centreSeconds: number,
  options: DecodeSoundOptions = {},
): Promise<Float32Array> => {
  const { lengthSeconds = 1, signal } = options;
  checkTime(centreSeconds, 'centreSeconds');
  if (!(lengthSeconds > 0 && lengthSeconds <= longestSeconds)) {
    throw new MediaError('invalid-input', `${lengthSeconds} s of sound cannot be decoded at once.`, {
      field: 'lengthSeconds',
      allowed: `more than 0, at most ${longestSeconds}`,
    });
  }
  const sound = soundOf(probe);
  const start = Math.max(0, centreSeconds - lengthSeconds / 2);
  const end = centreSeconds + lengthSeconds / 2;
  // Whole tenths are exact both as samples and as the microseconds of a seek; resampling spoils its first samples.
  const first = Math.floor((start - 0.05) * 10) / 10;
  const seekSeconds = first < 1 ? 0 : first - runUpSeconds;
  const firstSample = seekSeconds === 0 ? 0 : Math.round(first * sampleRateHz);
  const bytes = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', seekSeconds > 0),
      ...inputArguments(path, { seekSeconds }),
      ...['-map', `0:${sound.index}`, '-af', timelineSoundFilters(firstSample, end + 0.1)],
      ...['-c:a', 'pcm_f32le', '-f', 'f32le', 'pipe:1'],
    ],
    {
      signal,
      limitSeconds: 120 + probe.durationSeconds,
      maxBytes: (lengthSeconds + 3) * sampleRateHz * 4,
      toleratesDamage: true,
    },
  );
  const buffer = new SoundBuffer(firstSample, sound.startSeconds);
  buffer.push(bytes);
  buffer.close();
  return (
    buffer.window(centreSeconds, lengthSeconds) ?? new Float32Array(Math.round(lengthSeconds * sampleRateHz))
  );
};
