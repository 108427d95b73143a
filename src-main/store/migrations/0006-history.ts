import type { Migration } from './migration.ts';

/**
 * The undo log: one entry an edit, one change a row it touched, with the row before and after as JSON.
 * `before` is null for a row that was made, `after` for one that was removed.
 */
export const history: Migration = {
  version: 6,
  sql: `
    CREATE TABLE history (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      title TEXT NOT NULL,
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
    ) STRICT;

    CREATE INDEX history_by_undone ON history (undone, id);

    CREATE TABLE history_changes (
      entry_id INTEGER NOT NULL REFERENCES history (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('annotation', 'label')),
      row_id INTEGER NOT NULL,
      before TEXT CHECK (json_valid(before)),
      after TEXT CHECK (json_valid(after)),
      PRIMARY KEY (entry_id, position)
    ) STRICT, WITHOUT ROWID;
  `,
};
