/** Levels of arrays and maps in a message: our deepest have about ten. */
const deepest = 64;

/**
 * Checks that a msgpack message nests no deeper than any of ours, and claims no more than it holds, before it is
 * decoded: what is passed on between processes is written recursively, and a few bytes may claim a huge array.
 * Throws `RangeError` with a sentence.
 */
export function checkMessageShape(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Values still to come at each open level; the message itself is one value.
  const open = [1];
  let at = 0;
  while (open.length > 0) {
    const level = open.length - 1;
    if (open[level] === 0) {
      open.pop();
      continue;
    }
    open[level]!--;
    const { length, values } = headAt(view, at);
    at += length;
    if (at + values > bytes.length) throw new RangeError('The message is cut short.');
    if (values === 0) continue;
    if (open.length > deepest) throw new RangeError(`The message nests deeper than ${deepest} levels.`);
    open.push(values);
  }
}

/** A value's bytes without those of the values in it, and how many of these follow. */
interface Head {
  readonly length: number;
  readonly values: number;
}

/** Types with a length field: where its count is counted in bytes, what else they carry; msgpack specification. */
const sized: Record<number, { field: 1 | 2 | 4; extra: number }> = {
  196: { field: 1, extra: 0 },
  197: { field: 2, extra: 0 },
  198: { field: 4, extra: 0 },
  199: { field: 1, extra: 1 },
  200: { field: 2, extra: 1 },
  201: { field: 4, extra: 1 },
  217: { field: 1, extra: 0 },
  218: { field: 2, extra: 0 },
  219: { field: 4, extra: 0 },
};
/** Bytes of the types 0xca…0xd8, whose length is fixed: numbers, then extensions. */
const fixed = [5, 9, 2, 3, 5, 9, 2, 3, 5, 9, 3, 4, 6, 10, 18];

function headAt(view: DataView, at: number): Head {
  if (at >= view.byteLength) return { length: 1, values: 0 };
  const type = view.getUint8(at);
  if (type < 0x80 || type >= 0xe0) return { length: 1, values: 0 };
  if (type < 0x90) return { length: 1, values: 2 * (type & 15) };
  if (type < 0xa0) return { length: 1, values: type & 15 };
  if (type < 0xc0) return { length: 1 + (type & 31), values: 0 };
  const counted = sized[type];
  if (counted) {
    const { field, extra } = counted;
    return { length: 1 + field + extra + countAt(view, at + 1, field), values: 0 };
  }
  if (type >= 0xdc) {
    const field = type % 2 === 0 ? 2 : 4;
    const count = countAt(view, at + 1, field);
    return { length: 1 + field, values: type < 0xde ? count : 2 * count };
  }
  return { length: fixed[type - 0xca] ?? 1, values: 0 };
}

/** An unsigned number of 1, 2 or 4 bytes. Throws `RangeError` beyond the message's end. */
function countAt(view: DataView, at: number, bytes: 1 | 2 | 4): number {
  if (bytes === 1) return view.getUint8(at);
  return bytes === 2 ? view.getUint16(at) : view.getUint32(at);
}
