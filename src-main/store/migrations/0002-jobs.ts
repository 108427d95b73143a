import type { Migration } from './migration.ts';

/** Long work that outlives its process. `owner` and `beat_at` say which process has it and when it was last heard of. */
export const jobs: Migration = {
  version: 2,
  sql: `
    CREATE TABLE jobs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      title TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
      progress REAL CHECK (progress BETWEEN 0 AND 1),
      seconds_left REAL,
      message TEXT NOT NULL DEFAULT '',
      request TEXT NOT NULL CHECK (json_valid(request)),
      checkpoint TEXT CHECK (json_valid(checkpoint)),
      result TEXT CHECK (json_valid(result)),
      failure_code TEXT,
      failure_reason TEXT,
      owner TEXT,
      beat_at INTEGER,
      created_at TEXT NOT NULL,
      started_at TEXT,
      finished_at TEXT
    ) STRICT;

    CREATE INDEX jobs_by_state ON jobs (state, number);
  `,
};
