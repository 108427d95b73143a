import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '../../files/whole-files.ts';

// One file a clip: 8 bytes length of the JSON header, the header, the frames (RGB bytes), the sound (int16).

const headerSchema = z.object({
  format: z.literal(1),
  video: z.string(),
  startSeconds: z.number(),
  durationSeconds: z.number(),
  framesPerSecond: z.number(),
  pictureSize: z.int(),
  framesPerMoment: z.int(),
  samples: z.int(),
  moments: z.array(z.object({ atSeconds: z.number(), usable: z.boolean() })),
  /** Absent in clips of older versions. */
  silent: z.array(z.tuple([z.number(), z.number()])).default([]),
});

/** What a clip file says of itself. */
export type ClipHeader = z.infer<typeof headerSchema>;

/** A clip file that is cut short or of another format: it is made again. */
export class ClipFileError extends Error {
  readonly code = 'unreadable-file';
}

/** Writes a clip under a temporary name first, so that a file that exists is complete. */
export function writeClip(
  path: string,
  header: Omit<z.input<typeof headerSchema>, 'format' | 'samples'>,
  frames: readonly Uint8Array[],
  sound: Float32Array,
): void {
  const json = new TextEncoder().encode(JSON.stringify({ format: 1, ...header, samples: sound.length }));
  const samples = Int16Array.from(sound, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32767));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  replaceFile(path, Buffer.concat([length, json, ...frames, new Uint8Array(samples.buffer)]));
}

/** A clip file open for reading at any place. */
export interface ClipReader {
  readonly header: ClipHeader;
  readonly bytes: number;
  picture(moment: number): Uint8Array;
  sound(fromSample: number, count: number): Float32Array;
  close(): void;
}

/** Opens a clip. Throws `ClipFileError` when it is not complete. */
export function openClip(path: string): ClipReader {
  const { header, bodyStart } = readHeader(path);
  const frameBytes = header.framesPerMoment * header.pictureSize ** 2 * 3;
  const soundStart = bodyStart + frameBytes * header.moments.length;
  const bytes = statSync(path).size;
  if (bytes !== soundStart + header.samples * 2) throw new ClipFileError(`${path} is cut short`);
  const file = openSync(path, 'r');
  return {
    header,
    bytes,
    picture: (moment) => {
      const picture = new Uint8Array(frameBytes);
      readSync(file, picture, 0, frameBytes, bodyStart + moment * frameBytes);
      return picture;
    },
    sound: (fromSample, count) => {
      const from = Math.max(0, fromSample);
      const to = Math.min(header.samples, fromSample + count);
      const sound = new Float32Array(count);
      if (to <= from) return sound;
      const raw = new Int16Array(to - from);
      readSync(file, new Uint8Array(raw.buffer), 0, raw.byteLength, soundStart + from * 2);
      for (let i = 0; i < raw.length; i++) sound[from - fromSample + i] = raw[i]! / 32767;
      return sound;
    },
    close: () => closeSync(file),
  };
}

function readHeader(path: string): { header: ClipHeader; bodyStart: number } {
  const file = openSync(path, 'r');
  try {
    const length = Buffer.alloc(8);
    if (readSync(file, length, 0, 8, 0) !== 8) throw new ClipFileError(`${path} is cut short`);
    const headerBytes = Number(length.readBigUInt64LE());
    if (headerBytes > 2 ** 24) throw new ClipFileError(`${path} is not a training clip`);
    const json = Buffer.alloc(headerBytes);
    if (readSync(file, json, 0, headerBytes, 8) !== headerBytes)
      throw new ClipFileError(`${path} is cut short`);
    return { header: headerSchema.parse(JSON.parse(json.toString('utf8'))), bodyStart: 8 + headerBytes };
  } catch (error) {
    if (error instanceof ClipFileError) throw error;
    throw new ClipFileError(`${path} is not a training clip: ${(error as Error).message}`);
  } finally {
    closeSync(file);
  }
}
