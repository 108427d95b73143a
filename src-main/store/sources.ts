import { now } from './clock.ts';
import type { Connection } from './connection.ts';
import { StoreError } from './errors.ts';
import type { Source, SourceRepository } from './types.ts';

interface SourceRow {
  id: number;
  folder: string;
  online: number;
  added_at: string;
  last_scan_at: string | null;
  removed_by: string | null;
}

const columns = 'id, folder, online, added_at, last_scan_at, removed_by';

/** The folders a library watches. */
export class SqliteSources implements SourceRepository {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  list(): Source[] {
    return this.#connection
      .all<SourceRow>(`SELECT ${columns} FROM sources WHERE removed_by IS NULL ORDER BY id`)
      .map(toSource);
  }

  get(id: number): Source {
    const row = this.#connection.get<SourceRow>(
      `SELECT ${columns} FROM sources WHERE id = ? AND removed_by IS NULL`,
      id,
    );
    if (row === undefined)
      throw new StoreError('not-found', `The library has no source ${id}.`, { field: 'source' });
    return toSource(row);
  }

  add(folder: string): Source {
    return this.#connection.transaction(() => {
      const row = this.#byFolder(folder);
      if (row === undefined) {
        const { id } = this.#connection.run(
          'INSERT INTO sources (folder, added_at) VALUES (?, ?)',
          folder,
          now(),
        );
        return this.get(id);
      }
      if (row.removed_by !== null) this.#bringBack(row.id, row.removed_by);
      return this.get(row.id);
    });
  }

  relink(id: number, folder: string): Source {
    return this.#connection.transaction(() => {
      const current = this.get(id);
      if (current.folder === folder) return current;
      const other = this.#byFolder(folder);
      if (other !== undefined && other.removed_by === null)
        throw new StoreError('conflict', `The folder ${folder} is a source of this library already.`, {
          field: 'folder',
        });
      // The folder of a source that was removed: undoing that removal is no longer possible.
      if (other !== undefined) this.#connection.run('DELETE FROM sources WHERE id = ?', other.id);
      this.#connection.run('UPDATE sources SET folder = ?, last_scan_at = NULL WHERE id = ?', folder, id);
      return this.get(id);
    });
  }

  setOnline(id: number, online: boolean): void {
    this.#connection.transaction(() => {
      this.#connection.run('UPDATE sources SET online = ? WHERE id = ?', online ? 1 : 0, id);
      const [from, to] = online ? ['offline', 'present'] : ['present', 'offline'];
      this.#connection.run(
        'UPDATE videos SET presence = ? WHERE source_id = ? AND presence = ?',
        to,
        id,
        from,
      );
    });
  }

  markScanned(id: number): void {
    this.#connection.run('UPDATE sources SET last_scan_at = ? WHERE id = ?', now(), id);
  }

  videoCounts(): Map<number, number> {
    const rows = this.#connection.all<{ id: number; videos: number }>(
      'SELECT source_id AS id, count(*) AS videos FROM videos WHERE removed_by IS NULL GROUP BY source_id',
    );
    return new Map(rows.map((row) => [row.id, row.videos]));
  }

  #byFolder(folder: string): SourceRow | undefined {
    return this.#connection.get<SourceRow>(`SELECT ${columns} FROM sources WHERE folder = ?`, folder);
  }

  #bringBack(id: number, token: string): void {
    this.#connection.run('UPDATE sources SET removed_by = NULL WHERE id = ?', id);
    this.#connection.run(
      'UPDATE videos SET removed_by = NULL WHERE source_id = ? AND removed_by = ?',
      id,
      token,
    );
  }
}

function toSource(row: SourceRow): Source {
  return {
    id: row.id,
    folder: row.folder,
    online: row.online === 1,
    addedAt: row.added_at,
    lastScanAt: row.last_scan_at,
  };
}
