import type { Migration } from './migration.ts';

/** Training runs with their curves and checkpoints. */
export const runs: Migration = {
  version: 7,
  sql: `
    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'stopped')),
      config TEXT NOT NULL CHECK (json_valid(config)),
      job_id TEXT REFERENCES jobs (id) ON DELETE SET NULL,
      model_folder TEXT,
      summary TEXT CHECK (json_valid(summary)),
      failure_code TEXT,
      failure_reason TEXT,
      created_at TEXT NOT NULL,
      modified_at TEXT NOT NULL
    ) STRICT;

    CREATE INDEX runs_by_job ON runs (job_id) WHERE job_id IS NOT NULL;

    CREATE TABLE run_points (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      step INTEGER NOT NULL,
      pairs INTEGER NOT NULL,
      seconds REAL NOT NULL,
      metrics TEXT NOT NULL CHECK (json_valid(metrics)),
      PRIMARY KEY (run_number, step)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE run_checkpoints (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('best', 'last')),
      step INTEGER NOT NULL,
      file TEXT NOT NULL,
      metrics TEXT NOT NULL CHECK (json_valid(metrics)),
      created_at TEXT NOT NULL,
      PRIMARY KEY (run_number, kind)
    ) STRICT, WITHOUT ROWID;
  `,
};
