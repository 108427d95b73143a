import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { applicationId, migrate } from '../../../src-main/store/migrate.ts';
import { migrations, schemaVersion } from '../../../src-main/store/migrations/index.ts';

/** A database in memory with the steps up to a version. */
function databaseAt(version: number): Database.Database {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  migrate(database, migrations.slice(0, version));
  return database;
}

/** What each step must be able to hold, and must refuse, right after it. */
const steps: Record<number, { holds: string[]; refuses: [string, RegExp][] }> = {
  1: {
    holds: [`INSERT INTO settings VALUES ('theme', '"dark"')`],
    refuses: [[`INSERT INTO settings VALUES ('broken', 'not json')`, /CHECK/]],
  },
  2: {
    holds: [
      `INSERT INTO jobs (id, kind, title, state, request, created_at) VALUES ('j', 'index', 't', 'running', '{}', '')`,
    ],
    refuses: [
      [
        `INSERT INTO jobs (id, kind, title, state, request, created_at) VALUES ('j', 'index', 't', 'queued', '{}', '')`,
        /UNIQUE/,
      ],
      [`UPDATE jobs SET state = 'lost'`, /CHECK/],
      [`UPDATE jobs SET progress = 1.5`, /CHECK/],
    ],
  },
  3: {
    holds: [
      `INSERT INTO sources (folder, added_at) VALUES ('/videos', '')`,
      `INSERT INTO videos (source_id, path, name, search_key, sort_key, size_bytes, modified_ms, added_at, indexing_job)
       VALUES (1, 'a', 'a', 'a', 'a', 1, 1.5, '', 'j')`,
    ],
    refuses: [
      [`INSERT INTO sources (folder, added_at) VALUES ('/videos', '')`, /UNIQUE/],
      [
        `INSERT INTO videos (source_id, path, name, search_key, sort_key, size_bytes, modified_ms, added_at)
        VALUES (1, 'a', 'a', 'a', 'a', 1, 1, '')`,
        /UNIQUE/,
      ],
      [`UPDATE videos SET source_id = 7`, /FOREIGN KEY/],
      [`UPDATE videos SET presence = 'lent'`, /CHECK/],
    ],
  },
  4: {
    holds: [
      `INSERT INTO models (hash) VALUES ('m')`,
      `INSERT INTO moments (video_id, at_seconds) VALUES (1, 0.5)`,
      `INSERT INTO embeddings (moment_id, model_id, modality, vector) VALUES (1, 1, 0, x'0000803f')`,
      `INSERT INTO completions VALUES (1, 1, 1.0, '')`,
    ],
    refuses: [
      [`INSERT INTO moments (video_id, at_seconds) VALUES (1, 0.5)`, /UNIQUE/],
      [
        `INSERT INTO embeddings (moment_id, model_id, modality, vector) VALUES (1, 1, 0, x'0000803f')`,
        /UNIQUE/,
      ],
      [`INSERT INTO embeddings (moment_id, model_id, modality, vector) VALUES (1, 1, 1, x'00')`, /CHECK/],
    ],
  },
  5: {
    holds: [
      `INSERT INTO labels (name, name_key, colour, created_at, modified_at, version) VALUES ('Dog', 'dog', '#112233', '', '', 1)`,
      `INSERT INTO annotations (video_id, label_id, from_seconds, to_seconds, note, status, author, created_at,
         modified_by, modified_at, version, start_seconds, end_seconds)
       VALUES (1, 1, 0, 1, '', 'accepted', 'me', '', 'me', '', 1, 0, 1)`,
      `INSERT INTO annotation_boxes VALUES (1, 0.5, 0, 0, 1, 1)`,
    ],
    refuses: [
      [`UPDATE annotations SET to_seconds = NULL`, /CHECK/],
      [`UPDATE annotations SET to_seconds = -1`, /CHECK/],
      [`UPDATE annotations SET status = 'maybe'`, /CHECK/],
      [`INSERT INTO annotation_boxes VALUES (1, 0.6, 0.5, 0, 0.4, 1)`, /CHECK/],
      [`DELETE FROM labels`, /FOREIGN KEY/],
    ],
  },
  6: {
    holds: [
      `INSERT INTO history (title, author, created_at) VALUES ('t', 'me', '')`,
      `INSERT INTO history_changes VALUES (1, 0, 'label', 1, NULL, '{}')`,
    ],
    refuses: [[`INSERT INTO history_changes VALUES (1, 0, 'label', 1, NULL, '{}')`, /UNIQUE/]],
  },
  7: {
    holds: [
      `INSERT INTO runs (id, name, state, config, job_id, created_at, modified_at) VALUES ('r', 'r', 'running', '{}', 'j', '', '')`,
      `INSERT INTO run_points VALUES (1, 10, 320, 1.5, '{"loss":1}')`,
      `INSERT INTO run_checkpoints VALUES (1, 'best', 10, 'f', '{}', '')`,
    ],
    refuses: [[`INSERT INTO run_points VALUES (1, 10, 0, 0, '{}')`, /UNIQUE/]],
  },
  8: {
    holds: [
      `INSERT INTO evaluations (id, model_hash, model_name, request, results, created_at) VALUES ('e', 'm', 'm', '{}', '{}', '')`,
    ],
    refuses: [[`UPDATE evaluations SET results = '{'`, /CHECK/]],
  },
  9: {
    holds: [`UPDATE videos SET failure_tools = 'ffmpeg 7', failure_times = 2`],
    refuses: [[`UPDATE videos SET failure_times = -1`, /CHECK/]],
  },
  10: {
    holds: [`UPDATE jobs SET failure_field = 'model', failure_allowed = 'avol'`],
    refuses: [],
  },
};

describe.each(migrations)('migration $version', ({ version }) => {
  it('follows the one before without a gap', () => {
    expect(migrations[version - 1]?.version).toBe(version);
  });

  it('holds what it is for and refuses what contradicts it', () => {
    const database = databaseAt(version);
    for (let earlier = 1; earlier <= version; earlier++)
      for (const sql of steps[earlier]!.holds) database.exec(sql);
    for (const [sql, reason] of steps[version]!.refuses)
      expect(() => database.exec(sql), sql).toThrow(reason);
  });

  it('is reached from every older version with the rows of that version kept', () => {
    for (let older = 1; older < version; older++) {
      const database = databaseAt(older);
      for (let earlier = 1; earlier <= older; earlier++)
        for (const sql of steps[earlier]!.holds) database.exec(sql);
      migrate(database, migrations.slice(0, version));
      expect(database.pragma('user_version', { simple: true })).toBe(version);
      expect(database.prepare('SELECT value FROM settings').pluck().get()).toBe('"dark"');
      expect(database.pragma('foreign_key_check')).toEqual([]);
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    }
  });
});

it('marks the file as a library of the latest version', () => {
  const database = databaseAt(schemaVersion);
  expect(database.pragma('application_id', { simple: true })).toBe(applicationId);
  expect(database.pragma('user_version', { simple: true })).toBe(schemaVersion);
});

it('leaves the old schema whole when a step fails', () => {
  const database = databaseAt(2);
  const broken = [...migrations.slice(0, 3), { version: 4, sql: 'CREATE TABLE half (a); SELECT nonsense;' }];
  expect(() => migrate(database, broken)).toThrow(/nonsense/);
  expect(database.pragma('user_version', { simple: true })).toBe(2);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('videos', 'half')").all()).toEqual(
    [],
  );
});

it('lets go of the videos of a job that stops running', () => {
  const database = databaseAt(schemaVersion);
  for (let version = 1; version <= 3; version++) for (const sql of steps[version]!.holds) database.exec(sql);
  const state = database.prepare('SELECT state FROM videos').pluck();
  expect(state.get()).toBe('indexing');
  database.exec(`UPDATE jobs SET state = 'paused'`);
  expect(state.get()).toBe('waiting');
});
