import type { IndexedMoment } from '../../store/index.ts';
import { type EmbeddingModel, frameBytes, soundSamples } from '../models/embedding-model.ts';
import type { DecodedBatch } from './decoded-batch.ts';

/** The vectors of a batch's moments, and how long the engine took. Moments with neither frame nor sound are left out. */
export interface EmbeddedBatch {
  readonly moments: IndexedMoment[];
  readonly inferenceSeconds: number;
}

/** Runs both towers over a batch. */
export async function embedBatch(model: EmbeddingModel, batch: DecodedBatch): Promise<EmbeddedBatch> {
  const startedAt = performance.now();
  const frames = model.sees
    ? await embedRows(batch.frames, frameBytes, (rows, count) => model.embedFrames(rows, count))
    : [];
  const sounds = model.hears
    ? await embedRows(batch.sounds, soundSamples, (rows, count) => model.embedSounds(rows, count))
    : [];
  const inferenceSeconds = (performance.now() - startedAt) / 1000;
  const frameOf = placeRows(batch.frameRows, frames);
  const soundOf = placeRows(batch.soundRows, sounds);
  const moments: IndexedMoment[] = [];
  for (const [row, at] of batch.at.entries()) {
    const frame = frameOf.get(row);
    const sound = soundOf.get(row);
    if (frame || sound) moments.push({ at, ...(frame && { frame }), ...(sound && { sound }) });
  }
  return { moments, inferenceSeconds };
}

/** Embeds rows of `stride` elements; gives one vector a row. */
async function embedRows<Rows extends Uint8Array | Float32Array>(
  rows: Rows,
  stride: number,
  embed: (rows: Rows, count: number) => Promise<Float32Array>,
): Promise<Float32Array[]> {
  const count = rows.length / stride;
  if (count === 0) return [];
  const vectors = await embed(rows, count);
  const dimensions = vectors.length / count;
  return Array.from({ length: count }, (_, row) => vectors.slice(row * dimensions, (row + 1) * dimensions));
}

function placeRows(rows: Int32Array, vectors: Float32Array[]): Map<number, Float32Array> {
  return new Map(vectors.map((vector, index) => [rows[index]!, vector]));
}
