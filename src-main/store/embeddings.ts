import { dropUnusedMoments } from './completion.ts';
import type { Connection, Value } from './connection.ts';
import type { EmbeddingRepository, LoadedEmbeddings, Modality, StoredModel } from './types.ts';
import { modalityCode, vectorFrom } from './vectors.ts';

/** Vectors of moments, side by side per model. */
export class SqliteEmbeddings implements EmbeddingRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  load(modelHash: string, modality: Modality): LoadedEmbeddings {
    return this.#load(modelHash, modality, '');
  }

  loadVideo(modelHash: string, modality: Modality, videoId: number): LoadedEmbeddings {
    return this.#load(modelHash, modality, 'AND moments.video_id = ?', videoId);
  }

  get(modelHash: string, modality: Modality, momentId: number): Float32Array | null {
    const row = this.#connection.get<{ vector: Uint8Array }>(
      `SELECT vector FROM embeddings JOIN models ON models.id = model_id
       WHERE moment_id = ? AND hash = ? AND modality = ?`,
      momentId,
      modelHash,
      modalityCode[modality],
    );
    return row === undefined ? null : vectorFrom(row.vector);
  }

  revision(modelHash: string): number {
    const row = this.#connection.get<{ revision: number }>(
      'SELECT revision FROM models WHERE hash = ?',
      modelHash,
    );
    return row?.revision ?? 0;
  }

  models(): StoredModel[] {
    return this.#connection.all<{ hash: string; videos: number; vectors: number; bytes: number }>(`
      SELECT hash,
        (SELECT count(*) FROM completions WHERE model_id = models.id) AS videos,
        count(embeddings.id) AS vectors, coalesce(sum(length(vector)), 0) AS bytes
      FROM models LEFT JOIN embeddings ON model_id = models.id
      GROUP BY models.id HAVING vectors > 0 OR videos > 0 ORDER BY models.id`);
  }

  deleteModel(modelHash: string): void {
    const model = this.#connection.get<{ id: number }>('SELECT id FROM models WHERE hash = ?', modelHash);
    if (model === undefined) return;
    const videos = this.#connection.all<{ id: number }>(
      'SELECT video_id AS id FROM completions WHERE model_id = ?',
      model.id,
    );
    // A transaction a video: one over a million vectors would keep other processes waiting for seconds.
    for (const { id } of videos) this.#connection.transaction(() => this.#deleteFromVideo(model.id, id));
    this.#connection.run(
      'UPDATE models SET frame_dimensions = NULL, sound_dimensions = NULL, revision = revision + 1 WHERE id = ?',
      model.id,
    );
  }

  #deleteFromVideo(modelId: number, videoId: number): void {
    this.#connection.run('DELETE FROM completions WHERE model_id = ? AND video_id = ?', modelId, videoId);
    this.#connection.run(
      'DELETE FROM embeddings WHERE model_id = ? AND moment_id IN (SELECT id FROM moments WHERE video_id = ?)',
      modelId,
      videoId,
    );
    dropUnusedMoments(this.#connection, videoId);
    this.#connection.run(
      `UPDATE videos SET work_state = 'waiting' WHERE id = ? AND work_state = 'indexed'
         AND NOT EXISTS (SELECT 1 FROM completions WHERE video_id = videos.id)`,
      videoId,
    );
  }

  #dimensions(modelHash: string, modality: Modality): number {
    const row = this.#connection.get<{ dimensions: number | null }>(
      `SELECT ${modality}_dimensions AS dimensions FROM models WHERE hash = ?`,
      modelHash,
    );
    return row?.dimensions ?? 0;
  }

  /** Count and rows are read in one snapshot; the arrays are filled in place, without an object a row. */
  #load(modelHash: string, modality: Modality, condition: string, ...values: Value[]): LoadedEmbeddings {
    const from = `
      FROM moments
      JOIN videos ON videos.id = moments.video_id AND videos.removed_by IS NULL
      JOIN embeddings ON embeddings.moment_id = moments.id
        AND model_id = (SELECT id FROM models WHERE hash = ?) AND modality = ?
      WHERE 1 ${condition}`;
    const parameters = [modelHash, modalityCode[modality], ...values];
    return this.#connection.snapshot(() => {
      const rows = this.#connection.get<{ rows: number }>(
        `SELECT count(*) AS rows ${from}`,
        ...parameters,
      )!.rows;
      const dimensions = rows === 0 ? 0 : this.#dimensions(modelHash, modality);
      const loaded = {
        momentIds: new Int32Array(rows),
        videoIds: new Int32Array(rows),
        at: new Float64Array(rows),
        vectors: new Float32Array(rows * dimensions),
        dimensions,
      };
      const bytes = new Uint8Array(loaded.vectors.buffer);
      let row = 0;
      for (const [moment, video, at, vector] of this.#connection.rows<[number, number, number, Uint8Array]>(
        `SELECT moments.id, moments.video_id, at_seconds, vector ${from} ORDER BY moments.id`,
        ...parameters,
      )) {
        loaded.momentIds[row] = moment;
        loaded.videoIds[row] = video;
        loaded.at[row] = at;
        bytes.set(vector, row * dimensions * 4);
        row++;
      }
      return loaded;
    });
  }
}
