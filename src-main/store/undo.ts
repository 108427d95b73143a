import { randomUUID } from 'node:crypto';
import { now } from './clock.ts';
import { clearVectors } from './completion.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { UndoRepository } from './types.ts';

/** Removals that can be taken back: the rows stay, hidden behind the token of their removal. */
export class SqliteUndo implements UndoRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  removeSource(id: number): string {
    return this.#remove((token) => {
      const source = this.#connection.run(
        'UPDATE sources SET removed_by = ? WHERE id = ? AND removed_by IS NULL',
        token,
        id,
      );
      if (source.changes === 0)
        throw new StoreError('not-found', `The library has no source ${id}.`, { field: 'source' });
      this.#connection.run(
        'UPDATE videos SET removed_by = ?, indexing_job = NULL WHERE source_id = ? AND removed_by IS NULL',
        token,
        id,
      );
    });
  }

  removeVideos(ids: readonly number[]): string {
    return this.#remove((token) => {
      for (const id of ids) {
        const video = this.#connection.run(
          'UPDATE videos SET removed_by = ?, indexing_job = NULL WHERE id = ? AND removed_by IS NULL',
          token,
          id,
        );
        if (video.changes === 0)
          throw new StoreError('not-found', `The library has no video ${id}.`, { field: 'video' });
      }
    });
  }

  apply(token: string): { sources: number[]; videos: number[] } {
    return this.#connection.transaction(() => {
      const restore = (table: 'sources' | 'videos'): number[] =>
        this.#connection
          .all<{ id: number }>(
            `UPDATE ${table} SET removed_by = NULL WHERE removed_by = ? RETURNING id`,
            token,
          )
          .map((row) => row.id);
      const restored = { sources: restore('sources'), videos: restore('videos') };
      // A video that was removed by itself, from a source that was removed later, stays hidden with its source.
      this.#connection.run(
        `UPDATE videos SET removed_by = (SELECT removed_by FROM sources WHERE id = source_id)
         WHERE id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(restored.videos),
      );
      this.#connection.run('DELETE FROM removals WHERE token = ?', token);
      if (restored.sources.length + restored.videos.length === 0)
        throw new StoreError(
          'not-found',
          'There is nothing to take back: it was taken back already, or too long ago.',
          { field: 'undo' },
        );
      return restored;
    });
  }

  purge(before: Date): void {
    const tokens = this.#connection.all<{ token: string }>(
      'SELECT token FROM removals WHERE removed_at < ?',
      before.toISOString(),
    );
    for (const { token } of tokens) {
      this.#connection.run('DELETE FROM sources WHERE removed_by = ?', token);
      const videos = this.#connection.all<{ id: number }>(
        'SELECT id FROM videos WHERE removed_by = ? AND moment_count > 0',
        token,
      );
      for (const { id } of videos)
        this.#connection.transaction(() => {
          clearVectors(this.#connection, id);
          this.#connection.run("UPDATE videos SET work_state = 'waiting' WHERE id = ?", id);
        });
    }
  }

  #remove(hide: (token: string) => void): string {
    const token = randomUUID();
    return this.#connection.transaction(() => {
      this.#connection.run('INSERT INTO removals (token, removed_at) VALUES (?, ?)', token, now());
      hide(token);
      return token;
    });
  }
}
