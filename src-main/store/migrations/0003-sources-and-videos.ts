import type { Migration } from './migration.ts';

/**
 * Sources, videos and their removals. A removed row stays, hidden, with the token of its removal, so that
 * a removal can be taken back and a scan does not bring a removed video in again.
 */
export const sourcesAndVideos: Migration = {
  version: 3,
  sql: `
    CREATE TABLE removals (
      token TEXT PRIMARY KEY,
      removed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sources (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      folder TEXT NOT NULL UNIQUE,
      online INTEGER NOT NULL DEFAULT 1 CHECK (online IN (0, 1)),
      added_at TEXT NOT NULL,
      last_scan_at TEXT,
      removed_by TEXT REFERENCES removals (token)
    ) STRICT;

    CREATE TABLE videos (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
      path TEXT NOT NULL,
      path_bytes BLOB,
      name TEXT NOT NULL,
      search_key TEXT NOT NULL,
      sort_key TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_ms REAL NOT NULL,
      content_hash TEXT,
      presence TEXT NOT NULL DEFAULT 'present' CHECK (presence IN ('present', 'missing', 'offline')),
      work_state TEXT NOT NULL DEFAULT 'waiting' CHECK (work_state IN ('waiting', 'indexed', 'failed')),
      indexing_job TEXT REFERENCES jobs (id) ON DELETE SET NULL,
      failure_code TEXT,
      failure_reason TEXT,
      duration_seconds REAL NOT NULL DEFAULT 0,
      has_picture INTEGER CHECK (has_picture IN (0, 1)),
      has_sound INTEGER CHECK (has_sound IN (0, 1)),
      playable INTEGER CHECK (playable IN (0, 1)),
      probe TEXT CHECK (json_valid(probe)),
      moment_count INTEGER NOT NULL DEFAULT 0,
      added_at TEXT NOT NULL,
      removed_by TEXT REFERENCES removals (token),
      state TEXT NOT NULL GENERATED ALWAYS AS (
        CASE
          WHEN presence <> 'present' THEN 'offline'
          WHEN indexing_job IS NOT NULL THEN 'indexing'
          ELSE work_state
        END
      ) VIRTUAL
    ) STRICT;

    -- A missing video keeps the path it had, although another file may lie there by now.
    CREATE UNIQUE INDEX videos_by_path ON videos (source_id, path) WHERE presence <> 'missing';
    CREATE INDEX videos_by_source ON videos (source_id, path);

    CREATE INDEX videos_by_name ON videos (sort_key, id) WHERE removed_by IS NULL;
    CREATE INDEX videos_by_added ON videos (added_at, id) WHERE removed_by IS NULL;
    CREATE INDEX videos_by_duration ON videos (duration_seconds, id) WHERE removed_by IS NULL;
    CREATE INDEX videos_by_state ON videos (state, sort_key, id) WHERE removed_by IS NULL;
    CREATE INDEX videos_by_hash ON videos (content_hash);
    CREATE INDEX videos_by_removal ON videos (removed_by) WHERE removed_by IS NOT NULL;
    CREATE INDEX videos_by_job ON videos (indexing_job) WHERE indexing_job IS NOT NULL;

    -- A job that stops running, for whatever reason, lets go of the videos it had in hand.
    CREATE TRIGGER jobs_let_go AFTER UPDATE OF state ON jobs
    WHEN OLD.state = 'running' AND NEW.state <> 'running'
    BEGIN
      UPDATE videos SET indexing_job = NULL WHERE indexing_job = NEW.id;
    END;
  `,
};
