import { decodeMoments, playableInBrowser, probe, type Tools } from '../../media/index.ts';
import { toEarsightError } from '../errors.ts';
import { frameBytes, soundSamples } from '../models/embedding-model.ts';
import type { DecodedBatch, DecodeEvent, DecodeTask } from './decoded-batch.ts';

/** Moments in a batch: large enough to keep every core of the engine busy, small enough to stop quickly. */
export const batchMoments = 8;

/** A sound quieter than this everywhere is silence (−80 dB of full scale). */
/** Samples below this are silence. */
export const silenceAmplitude = 1e-4;
/** A frame whose brightness varies by less than this (of 255) is blank: black, or one colour. */
const blankRange = 4;

/**
 * Probes and decodes one video. Trouble with the file becomes a `failed` event; only cancellation rejects.
 * Silent seconds have no sound and blank frames no frame: their vectors would be near every other silence's
 * and tell nothing.
 */
export async function* decodeVideo(
  tools: Tools,
  task: DecodeTask,
  signal: AbortSignal,
): AsyncGenerator<DecodeEvent> {
  const { video } = task;
  try {
    const found = await probe(tools, task.path, { signal });
    yield { kind: 'probed', video, probe: found, playable: playableInBrowser(found) };
    let batch = new BatchInTheMaking();
    for await (const moment of decodeMoments(tools, task.path, found, {
      ratePerSecond: task.ratePerSecond,
      signal,
    })) {
      batch.add(moment.atSeconds, moment.frame, moment.sound);
      if (batch.size < batchMoments) continue;
      yield { kind: 'batch', video, batch: batch.finish() };
      batch = new BatchInTheMaking();
    }
    if (batch.size) yield { kind: 'batch', video, batch: batch.finish() };
    yield { kind: 'end', video };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toEarsightError(thrown);
    yield { kind: 'failed', video, code: error.code, reason: error.message };
  }
}

class BatchInTheMaking {
  readonly #at: number[] = [];
  readonly #frames: Uint8Array[] = [];
  readonly #frameRows: number[] = [];
  readonly #sounds: Float32Array[] = [];
  readonly #soundRows: number[] = [];

  get size(): number {
    return this.#at.length;
  }

  add(at: number, frame: Uint8Array | null, sound: Float32Array | null): void {
    const row = this.#at.length;
    this.#at.push(at);
    if (frame && !isBlank(frame)) {
      this.#frames.push(frame);
      this.#frameRows.push(row);
    }
    if (sound && !isSilent(sound)) {
      this.#sounds.push(sound);
      this.#soundRows.push(row);
    }
  }

  finish(): DecodedBatch {
    const frames = new Uint8Array(this.#frames.length * frameBytes);
    for (const [row, frame] of this.#frames.entries()) frames.set(frame, row * frameBytes);
    const sounds = new Float32Array(this.#sounds.length * soundSamples);
    for (const [row, sound] of this.#sounds.entries()) sounds.set(sound, row * soundSamples);
    return {
      at: Float64Array.from(this.#at),
      frames,
      frameRows: Int32Array.from(this.#frameRows),
      sounds,
      soundRows: Int32Array.from(this.#soundRows),
    };
  }
}

/** True for digital silence and the faintest noise. */
export function isSilent(sound: Float32Array): boolean {
  return sound.every((sample) => Math.abs(sample) < silenceAmplitude);
}

/** True for a frame of one colour. Looks at every 7th byte: all channels, no regular pattern of the picture. */
export function isBlank(frame: Uint8Array): boolean {
  const low = [255, 255, 255];
  const high = [0, 0, 0];
  for (let index = 0; index < frame.length; index += 7) {
    const value = frame[index]!;
    const channel = index % 3;
    if (value < low[channel]!) low[channel] = value;
    if (value > high[channel]!) high[channel] = value;
    if (high[channel]! - low[channel]! > blankRange) return false;
  }
  return true;
}
