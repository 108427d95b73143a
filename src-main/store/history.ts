import type {
  Annotation,
  EditResult,
  EditStep,
  HistoryEntry,
  HistoryRepository,
  Label,
} from './annotation-types.ts';
import type { SqliteAnnotations } from './annotations.ts';
import { now } from './clock.ts';
import type { Connection } from './connection.ts';
import { type Change, EditSession, type RowKind } from './edit-session.ts';
import type { SqliteLabels } from './labels.ts';

interface EntryRow {
  id: number;
  title: string;
  author: string;
  created_at: string;
  undone: number;
}

interface ChangeRow {
  kind: RowKind;
  row_id: number;
  before: string | null;
  after: string | null;
}

/** How many edits can be undone; older ones are forgotten. */
const keptEntries = 1000;

/** Edits of labels and annotations, with the log that undoes and redoes them. */
export class SqliteHistory implements HistoryRepository {
  readonly #connection: Connection;
  readonly #annotations: SqliteAnnotations;
  readonly #labels: SqliteLabels;

  constructor(connection: Connection, annotations: SqliteAnnotations, labels: SqliteLabels) {
    this.#connection = connection;
    this.#annotations = annotations;
    this.#labels = labels;
  }

  edit(request: { title: string; author: string; steps: readonly EditStep[] }): EditResult {
    return this.#connection.transaction(() => {
      this.#connection.run('DELETE FROM history WHERE undone = 1');
      const entry = this.#connection.run(
        'INSERT INTO history (title, author, created_at) VALUES (?, ?, ?)',
        request.title,
        request.author,
        now(),
      ).id;
      const session = new EditSession(this.#annotations, this.#labels, request.author);
      for (const step of request.steps) session.take(step);
      for (const [position, change] of session.changes.entries()) this.#log(entry, position, change);
      this.#forgetOld();
      return session.result(entry, request.title);
    });
  }

  undo(): EditResult | null {
    return this.#connection.transaction(() => {
      const entry = this.#connection.get<EntryRow>(
        'SELECT * FROM history WHERE undone = 0 ORDER BY id DESC LIMIT 1',
      );
      return entry === undefined ? null : this.#replay(entry, 'undo');
    });
  }

  redo(): EditResult | null {
    return this.#connection.transaction(() => {
      const entry = this.#connection.get<EntryRow>(
        'SELECT * FROM history WHERE undone = 1 ORDER BY id LIMIT 1',
      );
      return entry === undefined ? null : this.#replay(entry, 'redo');
    });
  }

  depth(): { undo: number; redo: number; nextUndo: string | null; nextRedo: string | null } {
    return this.#connection.get<{
      undo: number;
      redo: number;
      nextUndo: string | null;
      nextRedo: string | null;
    }>(`
      SELECT
        count(*) FILTER (WHERE undone = 0) AS undo,
        count(*) FILTER (WHERE undone = 1) AS redo,
        (SELECT title FROM history WHERE undone = 0 ORDER BY id DESC LIMIT 1) AS nextUndo,
        (SELECT title FROM history WHERE undone = 1 ORDER BY id LIMIT 1) AS nextRedo
      FROM history`)!;
  }

  stamp(): string {
    const row = this.#connection.get<{ latest: number | null; undone: number }>(
      'SELECT max(id) AS latest, count(*) FILTER (WHERE undone = 1) AS undone FROM history',
    )!;
    return `${row.latest ?? 0}:${row.undone}`;
  }

  entries(limit = 100): HistoryEntry[] {
    return this.#connection
      .all<EntryRow>('SELECT * FROM history ORDER BY id DESC LIMIT ?', limit)
      .map((row) => ({
        id: row.id,
        title: row.title,
        author: row.author,
        createdAt: row.created_at,
        undone: row.undone === 1,
      }));
  }

  /** Rows go back in the opposite order of the edit, and forth in its own, so names and keys are never taken twice. */
  #replay(entry: EntryRow, direction: 'undo' | 'redo'): EditResult {
    const rows = this.#connection.all<ChangeRow>(
      `SELECT kind, row_id, before, after FROM history_changes WHERE entry_id = ?
       ORDER BY position ${direction === 'undo' ? 'DESC' : 'ASC'}`,
      entry.id,
    );
    const session = new EditSession(this.#annotations, this.#labels, entry.author);
    for (const row of rows) {
      const image = direction === 'undo' ? row.before : row.after;
      const target = image === null ? null : (JSON.parse(image) as Annotation | Label);
      session.restore(row.kind, row.row_id, target);
    }
    this.#connection.run(
      'UPDATE history SET undone = ? WHERE id = ?',
      direction === 'undo' ? 1 : 0,
      entry.id,
    );
    return session.result(entry.id, entry.title);
  }

  #log(entry: number, position: number, change: Change): void {
    this.#connection.run(
      'INSERT INTO history_changes (entry_id, position, kind, row_id, before, after) VALUES (?, ?, ?, ?, ?, ?)',
      entry,
      position,
      change.kind,
      change.id,
      change.before === null ? null : JSON.stringify(change.before),
      change.after === null ? null : JSON.stringify(change.after),
    );
  }

  #forgetOld(): void {
    this.#connection.run(
      `DELETE FROM history WHERE id <=
         coalesce((SELECT id FROM history ORDER BY id DESC LIMIT 1 OFFSET ${keptEntries}), 0)`,
    );
  }
}
