import type { Probe } from '../../media/index.ts';

/** A video to decode: whose it is, where it lies, and what an earlier probe found. */
export interface DecodeTask {
  readonly video: number;
  readonly path: string;
  readonly ratePerSecond: number;
}

/** Some moments of a video in one piece, so that they cross threads without copying. */
export interface DecodedBatch {
  /** Presentation times in seconds. */
  readonly at: Float64Array;
  /** Which of the moments have a frame, and those frames: [rows, 224, 224, 3] bytes. */
  readonly frameRows: Int32Array;
  readonly frames: Uint8Array;
  /** Which of the moments have sound, and that sound: [rows, 48000] float32. */
  readonly soundRows: Int32Array;
  readonly sounds: Float32Array;
}

/** What decoding tells about a video, in this order: probed, batches, then `end` or `failed` (also right away). */
export type DecodeEvent =
  | { readonly kind: 'probed'; readonly video: number; readonly probe: Probe; readonly playable: boolean }
  | { readonly kind: 'batch'; readonly video: number; readonly batch: DecodedBatch }
  | { readonly kind: 'end'; readonly video: number }
  | { readonly kind: 'failed'; readonly video: number; readonly code: string; readonly reason: string };
