import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Moment, MomentRepository } from './types.ts';

const columns = 'id, video_id AS videoId, at_seconds AS at';

/** Times of videos that some model has vectors for. */
export class SqliteMoments implements MomentRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  count(): number {
    // Summed per video: counting a million rows would read them all.
    const row = this.#connection.get<{ moments: number | null }>(
      'SELECT sum(moment_count) AS moments FROM videos WHERE removed_by IS NULL',
    );
    return row?.moments ?? 0;
  }

  get(id: number): Moment {
    const moment = this.#connection.get<Moment>(`SELECT ${columns} FROM moments WHERE id = ?`, id);
    if (moment === undefined)
      throw new StoreError('not-found', `The library has no moment ${id}.`, { field: 'moment' });
    return moment;
  }

  ofVideo(videoId: number): Moment[] {
    return this.#connection.all<Moment>(
      `SELECT ${columns} FROM moments WHERE video_id = ? ORDER BY at_seconds`,
      videoId,
    );
  }

  nearest(videoId: number, at: number): Moment | null {
    const before = this.#connection.get<Moment>(
      `SELECT ${columns} FROM moments WHERE video_id = ? AND at_seconds <= ? ORDER BY at_seconds DESC LIMIT 1`,
      videoId,
      at,
    );
    const after = this.#connection.get<Moment>(
      `SELECT ${columns} FROM moments WHERE video_id = ? AND at_seconds > ? ORDER BY at_seconds LIMIT 1`,
      videoId,
      at,
    );
    if (before === undefined) return after ?? null;
    if (after === undefined) return before;
    return at - before.at <= after.at - at ? before : after;
  }
}
