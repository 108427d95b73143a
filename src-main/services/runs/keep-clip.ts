import { decodeMoments, decodeSound, type Probe, type Tools } from '../../media/index.ts';
import { writeClip } from '../../training/index.ts';
import { isBlank, isSilent, silenceAmplitude } from '../indexing/decode-video.ts';
import type { CacheSettings, PlannedClip } from './cache-plan.ts';

/** Rate at which consecutive frames are kept, that of the paper's videos. */
const CONSECUTIVE_PER_SECOND = 25;
const SAMPLE_RATE_HZ = 48_000;

interface KeptMoment {
  readonly atSeconds: number;
  readonly frames: readonly Uint8Array[];
}

/** Decodes one stretch of a video and writes it as a clip file of the training cache. */
export async function keepClip(
  tools: Tools,
  path: string,
  probe: Probe,
  clip: PlannedClip,
  settings: CacheSettings,
  signal: AbortSignal,
): Promise<void> {
  const { fromSeconds, toSeconds } = clip;
  const durationSeconds = toSeconds - fromSeconds;
  // Beside each other: of a short clip, starting ffmpeg is most of the time.
  const [moments, sound] = await Promise.all([
    keptMoments(tools, path, probe, clip, settings, signal),
    decodeSound(tools, path, probe, (fromSeconds + toSeconds) / 2, {
      lengthSeconds: durationSeconds,
      signal,
    }),
  ]);
  writeClip(
    clip.file,
    {
      video: clip.video.contentHash,
      startSeconds: fromSeconds,
      durationSeconds,
      framesPerSecond: Math.min(60, Math.max(1, probe.picture!.framesPerSecond)),
      pictureSize: settings.pictureSize,
      framesPerMoment: settings.framesPerMoment,
      moments: moments.map(({ atSeconds, frames }) => ({
        atSeconds,
        usable: !isBlank(frames[0]!) && !isSilent(secondAround(sound, atSeconds - fromSeconds)),
      })),
      silent: silentCentres(sound).map(([from, to]) => [from + fromSeconds, to + fromSeconds]),
    },
    moments.flatMap(({ frames }) => frames),
    sound,
  );
}

async function keptMoments(
  tools: Tools,
  path: string,
  probe: Probe,
  { fromSeconds, toSeconds }: PlannedClip,
  { pictureSize, framesPerMoment, ratePerSecond }: CacheSettings,
  signal: AbortSignal,
): Promise<readonly KeptMoment[]> {
  const consecutive = framesPerMoment > 1;
  const decoded: { atSeconds: number; frame: Uint8Array }[] = [];
  const options = {
    ratePerSecond: consecutive ? CONSECUTIVE_PER_SECOND : ratePerSecond,
    fromSeconds,
    toSeconds,
    frameSize: pictureSize,
    parts: 'frames' as const,
    signal,
  };
  for await (const { atSeconds, frame } of decodeMoments(tools, path, probe, options)) {
    if (frame) decoded.push({ atSeconds, frame });
  }
  if (!consecutive) return decoded.map(({ atSeconds, frame }) => ({ atSeconds, frames: [frame] }));
  return windows(decoded, framesPerMoment, Math.round(CONSECUTIVE_PER_SECOND / ratePerSecond));
}

/** Runs of consecutive frames, one every `stride` frames, each named after its middle frame. */
function windows(
  decoded: readonly { atSeconds: number; frame: Uint8Array }[],
  length: number,
  stride: number,
): readonly KeptMoment[] {
  const kept: KeptMoment[] = [];
  for (let from = 0; from + length <= decoded.length; from += stride) {
    const frames = decoded.slice(from, from + length);
    kept.push({
      atSeconds: frames[Math.floor(length / 2)]!.atSeconds,
      frames: frames.map(({ frame }) => frame),
    });
  }
  return kept;
}

/** Spans of centres, in seconds of the sound, whose second is silent: gaps between loud samples, half a second less at either end. */
export function silentCentres(sound: Float32Array): [number, number][] {
  const spans: [number, number][] = [];
  // What lies beyond the ends is silence, but no centre does.
  let lastLoud = Number.NEGATIVE_INFINITY;
  const endGap = (next: number): void => {
    const from = Math.max(0, (lastLoud + 1) / SAMPLE_RATE_HZ + 0.5);
    const to = Math.min(sound.length, next) / SAMPLE_RATE_HZ - (next <= sound.length ? 0.5 : 0);
    if (to >= from) spans.push([from, to]);
  };
  for (let index = 0; index < sound.length; index++) {
    if (Math.abs(sound[index]!) < silenceAmplitude) continue;
    if (index - lastLoud > SAMPLE_RATE_HZ / 2) endGap(index);
    lastLoud = index;
  }
  endGap(Number.POSITIVE_INFINITY);
  return spans;
}

function secondAround(sound: Float32Array, centreSeconds: number): Float32Array {
  const centre = Math.round(centreSeconds * SAMPLE_RATE_HZ);
  return sound.subarray(Math.max(0, centre - SAMPLE_RATE_HZ / 2), centre + SAMPLE_RATE_HZ / 2);
}
