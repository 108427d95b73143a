import { toEarsightError } from '../errors.ts';
import { ByteCache } from './byte-cache.ts';
import type { ClipMedia } from './clip-media.ts';
import { prepareNote } from './note.ts';
import type { RgbPicture } from './types.ts';

/** Notes are cut at this length: phrases rarely hold one longer, and the cache holds more of them. */
const longestNoteSeconds = 3;
const pictureCacheBytes = 300 * 2 ** 20;
const noteCacheBytes = 500 * 2 ** 20;

/** A file that could not be used, as the result lists it. */
export interface FileFailure {
  path: string;
  code: string;
  reason: string;
}

/** Decoded pictures and notes, each decoded once as long as memory allows; broken files are noted and skipped. */
export interface SourceFiles {
  /** The first of the pictures that can be read, and which it was; null when none can. */
  firstPicture(files: readonly string[]): Promise<{ file: string; picture: RgbPicture } | null>;
  /** The notes that can be read and are not silent. */
  notes(files: readonly string[]): Promise<Float32Array[]>;
  /** Broken files met so far, each once. */
  failures(): FileFailure[];
}

/** Opens the source files of one run. */
export function openSourceFiles(media: ClipMedia, signal: AbortSignal): SourceFiles {
  type CachedPicture = RgbPicture & { byteLength: number };
  const pictures = new ByteCache<CachedPicture | null>(pictureCacheBytes);
  const notes = new ByteCache<Float32Array | null>(noteCacheBytes);
  const failures = new Map<string, FileFailure>();

  async function orNull<Value>(file: string, decode: () => Promise<Value | null>): Promise<Value | null> {
    try {
      return await decode();
    } catch (thrown) {
      signal.throwIfAborted();
      const { code, message } = toEarsightError(thrown);
      failures.set(file, { path: file, code, reason: message });
      return null;
    }
  }

  const picture = (file: string): Promise<CachedPicture | null> =>
    pictures.get(file, () =>
      orNull(file, async () => {
        const decoded = await media.decodePicture(file, signal);
        return { ...decoded, byteLength: decoded.pixels.byteLength };
      }),
    );
  const note = (file: string): Promise<Float32Array | null> =>
    notes.get(file, () =>
      orNull(file, async () => prepareNote(await media.decodeRecording(file, signal), longestNoteSeconds)),
    );

  return {
    async firstPicture(files) {
      for (const file of files) {
        const decoded = await picture(file);
        if (decoded) return { file, picture: decoded };
      }
      return null;
    },
    async notes(files) {
      const prepared = await Promise.all(files.map(note));
      return prepared.filter((samples) => samples !== null);
    },
    failures: () => [...failures.values()],
  };
}
