import { Unzip, UnzipInflate, Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { EarsightError } from '../../contract/errors.ts';
import { type ByteSink, writeWholeFile } from '../../files/whole-files.ts';
import { type NpyArray, type NpyContent, npyParts, npyStringParts, readNpy } from './npy.ts';

/** One named array of an NPZ file; `numpy.load(file)[name]` gives it back. */
export type NpzEntry =
  | { name: string; data: NpyArray; shape: readonly number[] }
  | { name: string; strings: readonly string[] };

/** `deflate` makes the file smaller; vectors hardly shrink, so `false` (stored) is the default. */
export interface NpzOptions {
  deflate?: boolean;
  signal?: AbortSignal;
}

const sliceBytes = 1 << 20;
/** A plain ZIP file holds 32-bit sizes and offsets; the writer knows no ZIP64. */
const largestFile = 2 ** 32 - 1;
/** The earliest date that ZIP knows: files depend on their content only. */
const fixedDate = new Date(1980, 0, 1);

/**
 * Named arrays as one NPZ file in memory.
 * @throws EarsightError `invalid-input` for a wrong shape, a name twice, or more than 4 GiB.
 */
export function writeNpz(entries: readonly NpzEntry[], options: NpzOptions = {}): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (const chunk of zipChunks(entries, options)) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * Writes named arrays to an NPZ file, 1 MiB at a time and never holding a second copy of the data.
 * The file appears under its name only when whole.
 * @throws as `writeNpz`; the signal's reason when aborted.
 */
export async function writeNpzFile(
  path: string,
  entries: readonly NpzEntry[],
  options: NpzOptions = {},
): Promise<void> {
  await writeWholeFile(path, async (sink: ByteSink) => {
    for (const chunk of zipChunks(entries, options)) {
      options.signal?.throwIfAborted();
      await sink(chunk);
    }
  });
}

/** The bytes of the ZIP file in order; fflate hands them out while slices of the data go in. */
function* zipChunks(entries: readonly NpzEntry[], options: NpzOptions): Generator<Uint8Array> {
  const parts = entries.map((entry) => ({ name: checkName(entry.name, entries), parts: partsOf(entry) }));
  checkSize(parts.map((entry) => entry.parts));
  let ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const { name, parts: pieces } of parts) {
    const file = options.deflate
      ? new ZipDeflate(`${name}.npy`, { level: 6 })
      : new ZipPassThrough(`${name}.npy`);
    file.mtime = fixedDate;
    zip.add(file);
    for (const piece of pieces) {
      for (let start = 0; start < piece.length; start += sliceBytes) {
        file.push(piece.subarray(start, start + sliceBytes), false);
        yield* ready;
        ready = [];
      }
    }
    file.push(new Uint8Array(0), true);
  }
  zip.end();
  yield* ready;
}

function partsOf(entry: NpzEntry): [Uint8Array, Uint8Array] {
  return 'strings' in entry ? npyStringParts(entry.strings) : npyParts(entry.data, entry.shape);
}

function checkName(name: string, entries: readonly NpzEntry[]): string {
  const once = entries.filter((entry) => entry.name === name).length === 1;
  if (!/^[\w-][\w.-]{0,199}$/.test(name) || !once) {
    throw new EarsightError('invalid-input', `'${name}' cannot name an array of an NPZ file`, {
      field: 'name',
      allowed: 'letters, digits, _ and -, each name once',
    });
  }
  return name;
}

function checkSize(entries: readonly (readonly Uint8Array[])[]): void {
  const headroom = 1024 * (entries.length + 1);
  const bytes = entries.flat().reduce((sum, part) => sum + part.length, headroom);
  if (bytes > largestFile) {
    throw new EarsightError('invalid-input', `${bytes} bytes do not fit into one NPZ file`, {
      field: 'entries',
      allowed: 'less than 4 GiB; Parquet has no such limit',
    });
  }
}

/**
 * Reads the arrays of an NPZ file, stored or deflated.
 * @param limitBytes how much the arrays may take unpacked, against files made to fill the memory.
 * @throws EarsightError `invalid-input` for a damaged or too large file, `unsupported-format` for other arrays.
 */
export function readNpz(file: Uint8Array, limitBytes = 2 ** 31): Map<string, NpyContent> {
  const contents = new Map<string, Uint8Array[]>();
  let unpacked = 0;
  const unzip = new Unzip((entry) => {
    const chunks: Uint8Array[] = [];
    contents.set(entry.name.replace(/\.npy$/, ''), chunks);
    entry.ondata = (error, chunk) => {
      if (error) throw error;
      unpacked += chunk.length;
      if (unpacked > limitBytes) throw unreadable(`it unpacks to more than ${limitBytes} bytes`);
      chunks.push(chunk);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let start = 0; start < file.length; start += sliceBytes) {
      unzip.push(file.subarray(start, start + sliceBytes), start + sliceBytes >= file.length);
    }
  } catch (error) {
    throw error instanceof EarsightError
      ? error
      : unreadable(error instanceof Error ? error.message : String(error));
  }
  if (contents.size === 0) throw unreadable('it holds no arrays');
  return new Map([...contents].map(([name, chunks]) => [name, readNpy(Buffer.concat(chunks))]));
}

function unreadable(reason: string): EarsightError {
  return new EarsightError('invalid-input', `Not a readable NPZ file: ${reason}`, { field: 'file' });
}
