import { decodeSound, inBackground, type Tools } from '../../media/index.ts';
import { soundSamples } from '../models/embedding-model.ts';
import { makeLeastRecentCache } from './least-recent-cache.ts';
import type { VideoFile } from './video-file.ts';

/** Seconds of sound around any time of a video, quick where one scrubs. */
export interface SoundCache {
  /** [48000] float32 mono 48 kHz centred on `centreSeconds`, zero-padded at the ends of the video. */
  read(tools: Tools, file: VideoFile, centreSeconds: number, signal?: AbortSignal): Promise<Float32Array>;
  clear(): void;
}

const sampleRateHz = 48_000;
const chunkSeconds = 20;
const chunkSamples = chunkSeconds * sampleRateHz;
/** About 11 minutes of sound. */
const capacityBytes = 128 * 2 ** 20;

/**
 * Keeps the decoded sound of the places one has been in chunks of 20 s. The first request at a new place
 * decodes its own second at once and the chunk around it behind the caller's back, so that the next request
 * nearby needs no ffmpeg.
 */
export function makeSoundCache(): SoundCache {
  const chunks = makeLeastRecentCache<Float32Array>(capacityBytes, (chunk) => chunk.byteLength);
  const loading = new Set<string>();

  function load(tools: Tools, file: VideoFile, index: number): void {
    const key = chunkKey(file, index);
    if (index < 0 || index * chunkSeconds > file.probe.durationSeconds) return;
    if (loading.has(key) || chunks.get(key)) return;
    loading.add(key);
    // The picture of the same place is being decoded meanwhile, and somebody waits for that.
    decodeSound(inBackground(tools), file.path, file.probe, (index + 0.5) * chunkSeconds, {
      lengthSeconds: chunkSeconds,
    })
      .then((chunk) => chunks.set(key, chunk))
      // The chunk only saves time: the second itself is decoded, or refused, where the caller sees it.
      .catch(() => {})
      .finally(() => loading.delete(key));
  }

  return {
    async read(tools, file, centreSeconds, signal) {
      const from = Math.round((centreSeconds - 0.5) * sampleRateHz);
      const indices = [from, from + soundSamples - 1].map((sample) => Math.floor(sample / chunkSamples));
      const parts = indices.map((index) => partOf(chunks, file, index));
      if (parts.every((part) => part !== undefined)) return cut(parts, indices, from);
      const sound = await decodeSound(tools, file.path, file.probe, centreSeconds, { signal });
      for (const index of new Set(indices)) load(tools, file, index);
      return sound;
    },
    clear: () => chunks.clear(),
  };
}

function chunkKey(file: VideoFile, index: number): string {
  return `${index}\0${file.key}`;
}

/** A chunk that is kept, silence before the beginning and after the end, or undefined. */
function partOf(
  chunks: { get(key: string): Float32Array | undefined },
  file: VideoFile,
  index: number,
): Float32Array | null | undefined {
  if (index < 0 || index * chunkSeconds > file.probe.durationSeconds) return null;
  return chunks.get(chunkKey(file, index));
}

/** Samples `from`…`from + 47999` out of the one or two chunks they lie in. */
function cut(
  parts: readonly (Float32Array | null | undefined)[],
  indices: readonly number[],
  from: number,
): Float32Array {
  const sound = new Float32Array(soundSamples);
  for (const [position, part] of parts.entries()) {
    if (!part) continue;
    const chunkStart = indices[position]! * chunkSamples;
    const first = Math.max(from, chunkStart);
    const end = Math.min(from + soundSamples, chunkStart + part.length);
    sound.set(part.subarray(first - chunkStart, end - chunkStart), first - from);
  }
  return sound;
}
