import { decodeImageFile, decodeSound, encodeVideo, probe, type Tools } from '../../media/index.ts';
import { sampleRateHz } from './note.ts';
import type { RgbPicture } from './types.ts';

/** What the composer needs of ffmpeg. */
export interface ClipMedia {
  /** The centre square of a picture. Throws when the file cannot be read. */
  decodePicture(file: string, signal: AbortSignal): Promise<RgbPicture>;
  /** The first six seconds of a recording, mono float32 at 48 kHz. Throws when the file cannot be read. */
  decodeRecording(file: string, signal: AbortSignal): Promise<Float32Array>;
  /**
   * Encodes frames (RGB `[height, width, 3]`) with their sound (mono float32, 48 kHz) to MP4, H.264 and AAC. `out`
   * appears only when it is whole.
   */
  encode(
    out: string,
    clip: { width: number; height: number; framesPerSecond: number; sound: Float32Array },
    frames: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<void>;
}

const recordingSeconds = 6;

/** The composer's door to ffmpeg. Pictures are decoded at `pictureSide`: 224 is as large as the networks see anything. */
export function openClipMedia(tools: Tools, pictureSide = 224): ClipMedia {
  return {
    async decodePicture(file, signal) {
      const pixels = await decodeImageFile(tools, file, { size: pictureSide, signal });
      return { width: pictureSide, height: pictureSide, pixels };
    },
    async decodeRecording(file, signal) {
      const description = await probe(tools, file, { signal });
      const lengthSeconds = Math.min(recordingSeconds, description.durationSeconds);
      return decodeSound(tools, file, description, lengthSeconds / 2, { lengthSeconds, signal });
    },
    async encode(out, { sound, ...picture }, frames, signal) {
      const options = { ...picture, sound: { samples: sound, sampleRateHz }, signal };
      await encodeVideo(tools, out, options, frames);
    },
  };
}
