import { z } from 'zod';
import { sizeOf } from '../../engine/index.ts';
import { fromHalf, toHalf } from './half.ts';
import { ModelError, type Weight, type WeightMap } from './weight.ts';

// The safetensors format: a little-endian uint64 length, that many bytes of JSON, then the arrays' bytes.

const MAX_HEADER_BYTES = 16 * 2 ** 20;

const entry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

const elementBytes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4 };

/** What a safetensors file holds. */
export interface Safetensors {
  readonly weights: WeightMap;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file; every float type becomes float32, whole numbers too.
 * Throws `ModelError` when the file is cut short, its header is not as the format has it, or a type is unknown.
 */
export function readSafetensors(source: Uint8Array): Safetensors {
  // A plain view: the `slice` of Node's Buffer, a subclass, does not copy.
  const file = new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = file.byteLength >= 8 ? Number(view.getBigUint64(0, true)) : -1;
  if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || 8 + headerBytes > file.byteLength) {
    throw new ModelError('this is not a safetensors file: its header length is impossible');
  }
  const header = parseHeader(file.subarray(8, 8 + headerBytes));
  const body = file.subarray(8 + headerBytes);
  const weights = new Map<string, Weight>();
  let metadata: Record<string, string> = {};
  let unclaimed = body.byteLength;
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = z.record(z.string(), z.string()).catch({}).parse(value);
    else {
      const weight = readEntry(name, value, body);
      // Arrays that share their bytes would let a small file claim any amount of memory; the format forbids them.
      unclaimed -= weight.bytes;
      if (unclaimed < 0) throw new ModelError(`the bytes of "${name}" belong to another array as well`, name);
      weights.set(name, { shape: weight.shape, values: weight.values });
    }
  }
  return { weights, metadata };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    return z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    throw new ModelError(
      `this is not a safetensors file: its header is not JSON (${(error as Error).message})`,
    );
  }
}

function readEntry(name: string, value: unknown, body: Uint8Array): Weight & { bytes: number } {
  const parsed = entry.safeParse(value);
  if (!parsed.success) throw new ModelError(`the header entry "${name}" is not as safetensors has it`, name);
  const {
    dtype,
    shape,
    data_offsets: [from, to],
  } = parsed.data;
  const width = elementBytes[dtype];
  if (!width) {
    throw new ModelError(
      `"${name}" has type ${dtype}; allowed are ${Object.keys(elementBytes).join(', ')}`,
      name,
    );
  }
  if (from > to || to > body.byteLength || to - from !== sizeOf(shape) * width) {
    throw new ModelError(
      `the bytes of "${name}" (${from}…${to}) do not hold ${dtype} [${shape.join(', ')}]`,
      name,
    );
  }
  // A copy, since the bytes need not be aligned for a typed array.
  return { shape, values: decode(dtype, body.slice(from, to).buffer), bytes: to - from };
}

function decode(dtype: string, buffer: ArrayBuffer): Float32Array {
  if (dtype === 'F32') return new Float32Array(buffer);
  if (dtype === 'F16') return fromHalf(new Uint16Array(buffer));
  if (dtype === 'F64') return Float32Array.from(new Float64Array(buffer));
  if (dtype === 'I32') return Float32Array.from(new Int32Array(buffer));
  if (dtype === 'I64') return Float32Array.from(new BigInt64Array(buffer), Number);
  return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer);
}

/** Writes a safetensors file, arrays in the order of their names; `F16` halves the size for shipping. */
export function writeSafetensors(
  weights: WeightMap,
  precision: 'F32' | 'F16' = 'F32',
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const names = [...weights.keys()].sort();
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const name of names) {
    const { shape, values } = weights.get(name)!;
    const stored = precision === 'F16' ? toHalf(values) : values;
    const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    header[name] = { dtype: precision, shape, data_offsets: [offset, offset + bytes.byteLength] };
    offset += bytes.byteLength;
    parts.push(bytes);
  }
  // Padding with spaces keeps the arrays 8-byte aligned, as the format recommends.
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(
    json.padEnd(Math.ceil(new TextEncoder().encode(json).length / 8) * 8),
  );
  const file = new Uint8Array(8 + text.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  let at = 8 + text.length;
  for (const part of parts) {
    file.set(part, at);
    at += part.byteLength;
  }
  return file;
}
