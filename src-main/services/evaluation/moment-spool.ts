import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { MeasuredMoment } from './embed-moments.ts';

/** What is kept of a moment besides its vectors. */
type Kept = Pick<MeasuredMoment, 'at' | 'purposes' | 'crop' | 'frame' | 'sound' | 'grid'>;

/** The measured moments of a running evaluation on the disk, so that a killed one goes on where it was. */
export interface MomentSpool {
  /** Moments of the videos that are complete, by path. */
  readonly complete: ReadonlyMap<string, readonly Kept[]>;
  /** Notes all moments of one video; it counts as complete from then on. */
  add(path: string, moments: readonly Kept[]): void;
  /** The evaluation has ended: nothing is left to go on from. */
  remove(): void;
}

const recordHeader = z.object({
  path: z.string(),
  moments: z.array(
    z.object({
      at: z.number(),
      purposes: z.array(z.enum(['retrieval', 'boxed', 'silence', 'unseen'])),
      crop: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
      frame: z.int(),
      sound: z.int(),
      grid: z.int().nullable(),
    }),
  ),
});

/**
 * Opens the spool in a file. What it holds of another evaluation (`identity` differs) is discarded, and so is the
 * record at its end that a kill cut short. A record is the length of its header (uint32), the header as JSON, and
 * the vectors as float32 in the header's order.
 */
export function openMomentSpool(file: string, identity: string): MomentSpool {
  const first = Buffer.from(`${identity}\n`);
  let complete = new Map<string, readonly Kept[]>();
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  if (bytes.subarray(0, first.length).equals(first)) {
    const read = readRecords(bytes, first.length);
    complete = read.complete;
    truncateSync(file, read.end);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, first);
  }
  return {
    complete,
    add: (path, moments) => appendFileSync(file, encodeRecord(path, moments)),
    remove: () => rmSync(file, { force: true }),
  };
}

function encodeRecord(path: string, moments: readonly Kept[]): Buffer {
  const header = Buffer.from(
    JSON.stringify({
      path,
      moments: moments.map(({ at, purposes, crop, frame, sound, grid }) => {
        return { at, purposes, crop, frame: frame.length, sound: sound.length, grid: grid?.length ?? null };
      }),
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const vectors = moments.flatMap(({ frame, sound, grid }) => (grid ? [frame, sound, grid] : [frame, sound]));
  const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return Buffer.concat([length, header, ...vectors.map(bytesOf)]);
}

function readRecords(bytes: Buffer, start: number): { complete: Map<string, readonly Kept[]>; end: number } {
  const complete = new Map<string, readonly Kept[]>();
  let end = start;
  while (end + 4 <= bytes.length) {
    const vectorsAt = end + 4 + bytes.readUInt32LE(end);
    if (vectorsAt > bytes.length) break;
    const { path, moments } = recordHeader.parse(JSON.parse(bytes.toString('utf8', end + 4, vectorsAt)));
    let at = vectorsAt;
    const take = (length: number): Float32Array => {
      // A copy: the file's bytes need not lie on a multiple of four.
      const vector = new Float32Array(length);
      const from = bytes.subarray(at, at + length * 4);
      new Uint8Array(vector.buffer).set(from);
      at += length * 4;
      return vector;
    };
    const floats = moments.reduce((sum, one) => sum + one.frame + one.sound + (one.grid ?? 0), 0);
    if (vectorsAt + floats * 4 > bytes.length) break;
    complete.set(
      path,
      moments.map(({ frame, sound, grid, ...moment }) => ({
        ...moment,
        frame: take(frame),
        sound: take(sound),
        grid: grid === null ? null : take(grid),
      })),
    );
    end = at;
  }
  return { complete, end };
}
