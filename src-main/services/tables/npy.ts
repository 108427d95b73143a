import { EarsightError } from '../../contract/errors.ts';

/** The typed arrays that an NPY file can hold here; each has one little-endian numpy type. */
export type NpyArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

type NpyArrayType = 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'u1' | 'u2' | 'u4' | 'i8' | 'u8';

const arrayTypes = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  i8: BigInt64Array,
  u8: BigUint64Array,
} as const;

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
/** Data starts at a multiple of this many bytes, so that numpy can map the file into memory. */
const alignment = 64;

function typeOf(array: NpyArray): NpyArrayType {
  for (const [name, arrayType] of Object.entries(arrayTypes)) {
    if (array instanceof arrayType) return name as NpyArrayType;
  }
  throw new EarsightError('invalid-input', 'This kind of array cannot be written as NPY', {
    field: 'data',
    allowed: Object.keys(arrayTypes).join(', '),
  });
}

/** The header of an NPY 1.0 file: magic, version, length, then a Python literal padded to 64 bytes. */
function header(descriptor: string, shape: readonly number[]): Uint8Array {
  // A tuple of one needs its comma, as Python has it: (3,)
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefix = magic.length + 2 + 2;
  const length = Math.ceil((prefix + literal.length + 1) / alignment) * alignment - prefix;
  const bytes = new Uint8Array(prefix + length).fill(0x20);
  bytes.set(magic, 0);
  bytes.set([1, 0, length & 0xff, length >> 8], magic.length);
  for (let i = 0; i < literal.length; i += 1) bytes[prefix + i] = literal.charCodeAt(i);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

function checkShape(length: number, shape: readonly number[]): void {
  const whole = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!whole || count !== length || shape.length > 32) {
    throw new EarsightError('invalid-input', `Shape [${shape.join(', ')}] does not hold ${length} values`, {
      field: 'shape',
      allowed: 'whole sizes whose product is the number of values, at most 32 axes',
    });
  }
}

/**
 * An array as the header and the data of an NPY file, so that large data need not be copied.
 * The data are little-endian and row-major (C order), a view of the caller's memory.
 */
export function npyParts(data: NpyArray, shape: readonly number[]): [Uint8Array, Uint8Array] {
  checkShape(data.length, shape);
  const type = typeOf(data);
  const order = data.BYTES_PER_ELEMENT === 1 ? '|' : '<';
  return [header(`${order}${type}`, shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

/**
 * An array as one NPY file (format 1.0), which `numpy.load` reads.
 * @param data values in row-major order.
 * @param shape sizes of the axes; their product is the number of values. `[]` is a scalar.
 * @throws EarsightError `invalid-input` when shape and data disagree.
 */
export function writeNpy(data: NpyArray, shape: readonly number[]): Uint8Array {
  return join(npyParts(data, shape));
}

/**
 * Strings as a one-dimensional NPY array of numpy's fixed-width Unicode type (`<U…`, UTF-32).
 * The width is that of the longest string; numpy drops trailing NUL characters, so those are refused.
 */
export function writeNpyStrings(strings: readonly string[]): Uint8Array {
  return join(npyStringParts(strings));
}

/** The strings of `writeNpyStrings` as header and data. */
export function npyStringParts(strings: readonly string[]): [Uint8Array, Uint8Array] {
  const codePoints = strings.map((string, index) => {
    if (string.endsWith('\0')) {
      throw new EarsightError('invalid-input', `String ${index} ends in a NUL character, which numpy drops`, {
        field: `strings[${index}]`,
      });
    }
    return Array.from(string.toWellFormed(), (character) => character.codePointAt(0) ?? 0);
  });
  const width = codePoints.reduce((longest, points) => Math.max(longest, points.length), 1);
  const data = new Uint32Array(strings.length * width);
  codePoints.forEach((points, row) => {
    data.set(points, row * width);
  });
  return [header(`<U${width}`, [strings.length]), new Uint8Array(data.buffer)];
}

/** One NPY array read back: typed values, or strings for numpy's Unicode type, with the axes' sizes. */
export type NpyContent = { shape: number[] } & ({ data: NpyArray } | { strings: string[] });

/**
 * Reads an NPY file (format 1.0 to 3.0, little-endian, C order) of a type that this module writes.
 * @throws EarsightError `unsupported-format` for other types and orders, `invalid-input` for a damaged file.
 */
export function readNpy(bytes: Uint8Array): NpyContent {
  const { literal, dataStart } = readHeader(bytes);
  const descriptor = /'descr'\s*:\s*'([<|>=]?)([a-zA-Z])(\d+)'/.exec(literal);
  const shapeText = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(literal)?.[1];
  if (!descriptor || shapeText === undefined) throw damaged('its header names no type and shape');
  if (/'fortran_order'\s*:\s*True/.test(literal) || descriptor[1] === '>') {
    throw new EarsightError('unsupported-format', 'Only little-endian arrays in C order are read', {
      field: 'header',
    });
  }
  const shape = (shapeText.match(/\d+/g) ?? []).map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count)) throw damaged('its shape is too large');
  const type = `${descriptor[2]}${descriptor[3]}`;
  if (descriptor[2] === 'U')
    return { shape, strings: readStrings(bytes, dataStart, count, Number(descriptor[3])) };
  if (!Object.hasOwn(arrayTypes, type)) {
    throw new EarsightError('unsupported-format', `NPY type ${type} is not read`, {
      field: 'descr',
      allowed: [...Object.keys(arrayTypes), 'U…'].join(', '),
    });
  }
  const arrayType = arrayTypes[type as NpyArrayType];
  return { shape, data: new arrayType(copyData(bytes, dataStart, count * arrayType.BYTES_PER_ELEMENT)) };
}

function readHeader(bytes: Uint8Array): { literal: string; dataStart: number } {
  if (bytes.length < 12 || magic.some((byte, index) => bytes[index] !== byte))
    throw damaged('it has no NPY magic');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 0) >= 2;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length) throw damaged('its header is cut short');
  return {
    literal: new TextDecoder('latin1').decode(bytes.subarray(start, start + length)),
    dataStart: start + length,
  };
}

function readStrings(bytes: Uint8Array, start: number, count: number, width: number): string[] {
  const points = new Uint32Array(copyData(bytes, start, count * width * 4));
  return Array.from({ length: count }, (_, row) => {
    const characters = points.subarray(row * width, (row + 1) * width);
    const end = characters.findLastIndex((point) => point !== 0) + 1;
    if (characters.some((point) => point > 0x10ffff)) throw damaged(`string ${row} holds no Unicode`);
    return Array.from(characters.subarray(0, end), (point) => String.fromCodePoint(point)).join('');
  });
}

/** A copy, because typed arrays need aligned memory and the file's own may not be. */
function copyData(bytes: Uint8Array, start: number, length: number): ArrayBuffer {
  if (start + length > bytes.length) throw damaged('its data are cut short');
  // Not `slice`: a Buffer's gives a view of shared memory.
  return new Uint8Array(bytes.subarray(start, start + length)).buffer;
}

function damaged(reason: string): EarsightError {
  return new EarsightError('invalid-input', `Not a whole NPY file: ${reason}`, { field: 'file' });
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
