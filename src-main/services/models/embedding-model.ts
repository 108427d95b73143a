/**
 * A network pair that turns frames and sounds into vectors: one of the paper's, or a pair of foreign encoders.
 * What services need of it, whatever stands behind.
 */
export interface EmbeddingModel {
  /** The execution provider in use, e.g. `cpu`. */
  readonly provider: string;
  /** Whether it has a half for frames, and one for sounds: a foreign encoder may come alone. */
  readonly sees: boolean;
  readonly hears: boolean;
  /** Consecutive frames, 0.04 s apart, that stand for a moment: 1 when left out, 25 for AVE+MF. */
  readonly framesPerMoment?: number;
  /** rgb: [count, 224, 224, 3] bytes (AVE+MF: [count, 25, 224, 224, 3]). Gives [count, dimensions]. */
  embedFrames(rgb: Uint8Array, count: number): Promise<Float32Array>;
  /** samples: [count, 48000] float32 mono at 48 kHz. Gives [count, dimensions]. */
  embedSounds(samples: Float32Array, count: number): Promise<Float32Array>;
  /** Row by row, how probable it is (0…1) that frame and sound belong together. */
  correspondence(
    frameVectors: Float32Array,
    soundVectors: Float32Array,
    count: number,
  ): Promise<Float32Array>;
  /** AVOL-Net only: rgb → [count, 14, 14, 128] (Objects that Sound, §4). */
  frameGrid?(rgb: Uint8Array, count: number): Promise<Float32Array>;
  /** AVOL-Net only: one frame's grid with one sound's vector → 196 cells, row-major, 0…1, and the largest. */
  heatmap?(grid: Float32Array, soundVector: Float32Array): { values: Float32Array; score: number };
  release(): void | Promise<void>;
}

/** Side of the square picture that every model takes, in pixels. */
export const frameSide = 224;
/** Bytes of one frame. */
export const frameBytes = frameSide * frameSide * 3;
/** Samples of one second of sound at 48 kHz. */
export const soundSamples = 48_000;
