import type { Migration } from './migration.ts';

/** The library's own settings: one JSON value a key. */
export const settings: Migration = {
  version: 1,
  sql: `
    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL CHECK (json_valid(value))
    ) STRICT, WITHOUT ROWID;
  `,
};
