import type { Modality } from './types.ts';

/** The modalities with their numbers in the file. */
export const modalities: readonly (readonly [Modality, number])[] = [
  ['frame', 0],
  ['sound', 1],
];

export const modalityCode: Readonly<Record<Modality, number>> = { frame: 0, sound: 1 };

/** A vector as it lies in the file: float32, in this machine's order, which is little-endian on all we run on. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector again; copied, because SQLite's buffers need not start at a multiple of four. */
export function vectorFrom(bytes: Uint8Array): Float32Array {
  const vector = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(vector.buffer).set(bytes);
  return vector;
}
