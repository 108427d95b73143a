import { now } from './clock.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { IndexedMoment, IndexingOutcome, IndexingResult, Modality } from './types.ts';
import { modalities, vectorBytes } from './vectors.ts';

interface ModelRow {
  id: number;
  frame_dimensions: number | null;
  sound_dimensions: number | null;
}

/**
 * Writes what indexing one video with one model gave; the caller holds the transaction. Vectors that an
 * earlier attempt left for that model go first, so the outcome is the same however often it is tried.
 */
export function writeIndexing(
  connection: Connection,
  videoId: number,
  result: IndexingResult,
): IndexingOutcome {
  const video = connection.get<{ size_bytes: number; modified_ms: number }>(
    'SELECT size_bytes, modified_ms FROM videos WHERE id = ? AND removed_by IS NULL',
    videoId,
  );
  if (video === undefined) return 'gone';
  const { fingerprint } = result;
  if (
    fingerprint !== undefined &&
    (fingerprint.sizeBytes !== video.size_bytes || fingerprint.modifiedMs !== video.modified_ms)
  )
    return 'stale';
  const model = modelFor(connection, result);
  connection.run(
    `DELETE FROM embeddings WHERE model_id = ? AND moment_id IN (SELECT id FROM moments WHERE video_id = ?)`,
    model,
    videoId,
  );
  for (const moment of result.moments) writeMoment(connection, videoId, model, moment);
  dropUnusedMoments(connection, videoId);
  connection.run('DELETE FROM completions WHERE video_id = ? AND model_id = ?', videoId, model);
  connection.run(
    'INSERT INTO completions (video_id, model_id, rate_per_second, completed_at) VALUES (?, ?, ?, ?)',
    videoId,
    model,
    result.ratePerSecond ?? 1,
    now(),
  );
  connection.run(
    `UPDATE videos SET work_state = 'indexed', indexing_job = NULL, failure_code = NULL, failure_reason = NULL
     WHERE id = ?`,
    videoId,
  );
  return 'done';
}

/** Drops all that indexing gave for a video, for every model; the caller holds the transaction. */
export function clearVectors(connection: Connection, videoId: number): void {
  connection.run('DELETE FROM completions WHERE video_id = ?', videoId);
  connection.run('DELETE FROM moments WHERE video_id = ?', videoId);
  connection.run('UPDATE videos SET moment_count = 0 WHERE id = ?', videoId);
}

/** Drops the moments that no model has vectors for, and counts the rest. */
export function dropUnusedMoments(connection: Connection, videoId: number): void {
  connection.run(
    `DELETE FROM moments WHERE video_id = ?
       AND NOT EXISTS (SELECT 1 FROM embeddings WHERE moment_id = moments.id)`,
    videoId,
  );
  connection.run(
    'UPDATE videos SET moment_count = (SELECT count(*) FROM moments WHERE video_id = videos.id) WHERE id = ?',
    videoId,
  );
}

function writeMoment(connection: Connection, videoId: number, model: number, moment: IndexedMoment): void {
  // The update changes nothing: it makes RETURNING give the id of a moment that another model made.
  const row = connection.get<{ id: number }>(
    `INSERT INTO moments (video_id, at_seconds) VALUES (?, ?)
     ON CONFLICT (video_id, at_seconds) DO UPDATE SET at_seconds = excluded.at_seconds RETURNING id`,
    videoId,
    moment.at,
  );
  for (const [modality, code] of modalities) {
    const vector = moment[modality];
    if (vector === undefined) continue;
    connection.run(
      'INSERT INTO embeddings (moment_id, model_id, modality, vector) VALUES (?, ?, ?, ?)',
      row!.id,
      model,
      code,
      vectorBytes(vector),
    );
  }
}

/** The model's row, made on first use; its vectors all have one length per modality. */
function modelFor(connection: Connection, result: IndexingResult): number {
  const row = connection.get<ModelRow>(
    `INSERT INTO models (hash) VALUES (?) ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash
     RETURNING id, frame_dimensions, sound_dimensions`,
    result.modelHash,
  )!;
  const known: Record<Modality, number | null> = {
    frame: row.frame_dimensions,
    sound: row.sound_dimensions,
  };
  for (const [modality] of modalities) {
    const dimensions = dimensionsOf(result.moments, modality, known[modality]);
    if (dimensions !== known[modality])
      connection.run(`UPDATE models SET ${modality}_dimensions = ? WHERE id = ?`, dimensions, row.id);
  }
  return row.id;
}

function dimensionsOf(
  moments: readonly IndexedMoment[],
  modality: Modality,
  known: number | null,
): number | null {
  let dimensions = known;
  for (const moment of moments) {
    const vector = moment[modality];
    if (vector === undefined) continue;
    dimensions ??= vector.length;
    if (vector.length !== dimensions || dimensions === 0)
      throw new StoreError(
        'invalid-input',
        `A ${modality} vector at ${moment.at} s has ${vector.length} numbers; this model's have ${dimensions}.`,
        { field: 'moments', allowed: `${dimensions} numbers` },
      );
    if (!vector.every(Number.isFinite))
      throw new StoreError(
        'invalid-input',
        `A ${modality} vector at ${moment.at} s holds a value that is not a number.`,
        { field: 'moments' },
      );
  }
  return dimensions;
}
