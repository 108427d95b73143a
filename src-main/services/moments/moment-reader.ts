import { EarsightError } from '../../contract/errors.ts';
import { decodeFrame } from '../../media/index.ts';
import type { ServiceContext } from '../context.ts';
import { frameSide } from '../models/embedding-model.ts';
import { makeLeastRecentCache } from './least-recent-cache.ts';
import { makeSoundCache } from './sound-cache.ts';
import type { VideoFile } from './video-file.ts';

/** Frames and sounds of single moments, with the recent ones kept at hand. */
export interface MomentReader {
  /**
   * The centre crop of the frame shown at a time: [224, 224, 3] RGB bytes. Throws `no-picture`.
   * `key` names the frame for caches of what is computed from it.
   */
  frame(file: VideoFile, at: number, signal?: AbortSignal): Promise<{ key: string; pixels: Uint8Array }>;
  /** The second of sound around a time: [48000] float32 mono 48 kHz. Throws `no-sound`. */
  sound(file: VideoFile, at: number, signal?: AbortSignal): Promise<{ key: string; samples: Float32Array }>;
  clear(): void;
}

/** 128 frames of 150 kB. */
const keptFrames = 128;

/** A reader for one process. */
export function makeMomentReader(context: Pick<ServiceContext, 'tools'>): MomentReader {
  const frames = makeLeastRecentCache<Uint8Array>(keptFrames);
  const sounds = makeSoundCache();
  return {
    async frame(file, at, signal) {
      if (!file.probe.picture) {
        throw new EarsightError('no-picture', `${file.path} has no moving picture.`);
      }
      const key = `${Math.round(at * 1000)}\0${file.key}`;
      const kept = frames.get(key);
      if (kept) return { key, pixels: kept };
      const tools = await context.tools(signal);
      const { pixels } = await decodeFrame(tools, file.path, file.probe, at, { size: frameSide, signal });
      frames.set(key, pixels);
      return { key, pixels };
    },
    async sound(file, at, signal) {
      if (!file.probe.sounds.length) throw new EarsightError('no-sound', `${file.path} has no sound.`);
      const key = `${Math.round(at * 1000)}\0${file.key}`;
      return { key, samples: await sounds.read(await context.tools(signal), file, at, signal) };
    },
    clear() {
      frames.clear();
      sounds.clear();
    },
  };
}
