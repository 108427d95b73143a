import { MediaError } from './media-error.ts';
import { readSound, soundOf, soundStart } from './read-sound.ts';
import { checkTime } from './shown-frame.ts';
import { SoundBuffer, sampleRateHz } from './sound-buffer.ts';
import type { DecodeSoundOptions, Probe, Tools } from './types.ts';

const longestSeconds = 600;

/**
 * Decodes the sound around a time: [sample] float32, mono, 48 kHz, zero where the track has none. The sound of a
 * moment at that time, to within one sample of time. Throws `no-sound`, `unreadable-file`, `invalid-input`, `time-limit`, `cancelled`.
 */
export const decodeSound = async (
  tools: Tools,
  path: string,
  probe: Probe,
  centreSeconds: number,
  options: DecodeSoundOptions = {},
): Promise<Float32Array> => {
  const { lengthSeconds = 1 } = options;
  checkTime(centreSeconds, 'centreSeconds');
  if (!(lengthSeconds > 0 && lengthSeconds <= longestSeconds)) {
    throw new MediaError('invalid-input', `${lengthSeconds} s of sound cannot be decoded at once.`, {
      field: 'lengthSeconds',
      allowed: `more than 0, at most ${longestSeconds}`,
    });
  }
  const sound = soundOf(probe);
  const fromSeconds = Math.max(0, centreSeconds - lengthSeconds / 2);
  const toSeconds = centreSeconds + lengthSeconds / 2;
  const buffer = new SoundBuffer(soundStart(fromSeconds).firstSample, sound.startSeconds);
  // A little more than asked for: resampling spoils its last samples too.
  const span = { fromSeconds, toSeconds: toSeconds + 0.1 };
  for await (const bytes of readSound(tools, path, probe, span, options)) buffer.push(bytes);
  buffer.close();
  return (
    buffer.window(centreSeconds, lengthSeconds) ?? new Float32Array(Math.round(lengthSeconds * sampleRateHz))
  );
};
