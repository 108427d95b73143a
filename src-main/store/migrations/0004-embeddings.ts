import type { Migration } from './migration.ts';

/**
 * Moments and, per model, their vectors. A model's `revision` grows with everything that changes what its
 * vectors are or which of them count, so that a process that holds them in memory notices cheaply.
 */
export const embeddings: Migration = {
  version: 4,
  sql: `
    CREATE TABLE models (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      hash TEXT NOT NULL UNIQUE,
      frame_dimensions INTEGER,
      sound_dimensions INTEGER,
      revision INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE moments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
      at_seconds REAL NOT NULL CHECK (at_seconds >= 0),
      UNIQUE (video_id, at_seconds)
    ) STRICT;

    -- modality: 0 frame, 1 sound. vector: float32, little-endian.
    CREATE TABLE embeddings (
      id INTEGER PRIMARY KEY,
      moment_id INTEGER NOT NULL REFERENCES moments (id) ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES models (id),
      modality INTEGER NOT NULL CHECK (modality IN (0, 1)),
      vector BLOB NOT NULL CHECK (length(vector) > 0 AND length(vector) % 4 = 0),
      UNIQUE (moment_id, model_id, modality)
    ) STRICT;

    -- A row says that all moments of the video are there for the model.
    CREATE TABLE completions (
      video_id INTEGER NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES models (id),
      rate_per_second REAL NOT NULL,
      completed_at TEXT NOT NULL,
      PRIMARY KEY (video_id, model_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER completions_added AFTER INSERT ON completions
    BEGIN
      UPDATE models SET revision = revision + 1 WHERE id = NEW.model_id;
    END;

    CREATE TRIGGER completions_removed AFTER DELETE ON completions
    BEGIN
      UPDATE models SET revision = revision + 1 WHERE id = OLD.model_id;
    END;

    CREATE TRIGGER videos_hidden_or_shown AFTER UPDATE OF removed_by ON videos
    WHEN (OLD.removed_by IS NULL) <> (NEW.removed_by IS NULL)
    BEGIN
      UPDATE models SET revision = revision + 1
      WHERE id IN (SELECT model_id FROM completions WHERE video_id = NEW.id);
    END;
  `,
};
