import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../files/whole-files.ts';

const types = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array } as const;
type TypeName = keyof typeof types;
export type PackedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** Arrays with a few words about them, in one file. */
export interface Packed {
  readonly about: unknown;
  readonly arrays: Readonly<Record<string, PackedArray>>;
}

const magic = 'earsight-map-1\n';
const lengthBytes = 4;

const header = z.object({
  about: z.unknown(),
  arrays: z.array(
    z.object({
      name: z.string(),
      type: z.enum(['float32', 'float64', 'int32', 'uint8']),
      length: z.int().min(0),
    }),
  ),
});

/**
 * Writes arrays into a file, all or nothing: a kill leaves the file before or the new one. A line that says what the
 * file is, the length of the header (uint32), the header as JSON, then the arrays one after another, little-endian.
 */
export function writePacked(file: string, { about, arrays }: Packed): void {
  const entries = Object.entries(arrays);
  const head = Buffer.from(
    JSON.stringify({
      about,
      arrays: entries.map(([name, array]) => ({ name, type: typeOf(array), length: array.length })),
    }),
  );
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(head.length);
  mkdirSync(dirname(file), { recursive: true });
  replaceFile(file, Buffer.concat([Buffer.from(magic), length, head, ...entries.map(bytesOf)]));
}

/** The arrays again; null where there is no such file, or one that is damaged or of another version: it can be made anew. */
export function readPacked(file: string): Packed | null {
  if (!existsSync(file)) return null;
  const bytes = readFileSync(file);
  const headAt = magic.length + lengthBytes;
  if (bytes.length < headAt || bytes.toString('latin1', 0, magic.length) !== magic) return null;
  const arraysAt = headAt + bytes.readUInt32LE(magic.length);
  const parsed = header.safeParse(parseJson(bytes.toString('utf8', headAt, arraysAt)));
  if (!parsed.success) return null;
  const arrays: Record<string, PackedArray> = {};
  let at = arraysAt;
  for (const { name, type, length } of parsed.data.arrays) {
    const size = length * types[type].BYTES_PER_ELEMENT;
    if (at + size > bytes.length) return null;
    const array = new types[type](length);
    // A copy: in the file an array need not begin at a multiple of its entries' size.
    new Uint8Array(array.buffer).set(bytes.subarray(at, at + size));
    arrays[name] = array;
    at += size;
  }
  return { about: parsed.data.about, arrays };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function typeOf(array: PackedArray): TypeName {
  for (const [name, type] of Object.entries(types)) if (array instanceof type) return name as TypeName;
  throw new Error('An array of this kind cannot be kept.');
}

function bytesOf([, array]: [string, PackedArray]): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
