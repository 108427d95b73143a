import type { Migration } from './migration.ts';

/** Results of evaluations, kept whole as JSON. */
export const evaluations: Migration = {
  version: 8,
  sql: `
    CREATE TABLE evaluations (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      model_hash TEXT NOT NULL,
      model_name TEXT NOT NULL,
      request TEXT NOT NULL CHECK (json_valid(request)),
      results TEXT NOT NULL CHECK (json_valid(results)),
      created_at TEXT NOT NULL
    ) STRICT;

    CREATE INDEX evaluations_by_model ON evaluations (model_hash, number);
  `,
};
