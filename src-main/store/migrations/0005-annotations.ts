import type { Migration } from './migration.ts';

/**
 * Labels and annotations. Ids are never used twice (AUTOINCREMENT), so that undoing a removal can bring a row
 * back under its own id. `start_seconds` and `end_seconds` span everything the annotation touches.
 */
export const annotations: Migration = {
  version: 5,
  sql: `
    CREATE TABLE labels (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL,
      name_key TEXT NOT NULL UNIQUE,
      colour TEXT NOT NULL,
      hotkey TEXT UNIQUE,
      audioset_id TEXT,
      created_at TEXT NOT NULL,
      modified_at TEXT NOT NULL,
      version INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE annotations (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
      label_id INTEGER REFERENCES labels (id),
      from_seconds REAL CHECK (from_seconds >= 0),
      to_seconds REAL,
      low_hz REAL,
      high_hz REAL,
      note TEXT NOT NULL,
      status TEXT NOT NULL CHECK (status IN ('proposed', 'accepted', 'checked', 'unsure', 'rejected')),
      track TEXT,
      proposal_method TEXT,
      proposal_model TEXT,
      proposal_label_id INTEGER,
      confidence REAL CHECK (confidence BETWEEN 0 AND 1),
      author TEXT NOT NULL,
      created_at TEXT NOT NULL,
      modified_by TEXT NOT NULL,
      modified_at TEXT NOT NULL,
      version INTEGER NOT NULL,
      start_seconds REAL NOT NULL,
      end_seconds REAL NOT NULL,
      CHECK ((from_seconds IS NULL) = (to_seconds IS NULL)),
      CHECK (to_seconds >= from_seconds)
    ) STRICT;

    CREATE INDEX annotations_by_video ON annotations (video_id, start_seconds, id);
    CREATE INDEX annotations_by_label ON annotations (label_id, status);
    CREATE INDEX annotations_by_status ON annotations (status, confidence);

    CREATE TABLE annotation_boxes (
      annotation_id INTEGER NOT NULL REFERENCES annotations (id) ON DELETE CASCADE,
      at_seconds REAL NOT NULL CHECK (at_seconds >= 0),
      x0 REAL NOT NULL CHECK (x0 BETWEEN 0 AND 1),
      y0 REAL NOT NULL CHECK (y0 BETWEEN 0 AND 1),
      x1 REAL NOT NULL CHECK (x1 BETWEEN x0 AND 1),
      y1 REAL NOT NULL CHECK (y1 BETWEEN y0 AND 1),
      PRIMARY KEY (annotation_id, at_seconds)
    ) STRICT, WITHOUT ROWID;
  `,
};
