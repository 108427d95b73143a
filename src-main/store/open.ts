import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { SqliteAnnotations } from './annotations.ts';
import { Connection, storeFailure } from './connection.ts';
import { SqliteEmbeddings } from './embeddings.ts';
import { StoreError } from './errors.ts';
import { SqliteEvaluations } from './evaluations.ts';
import { SqliteHistory } from './history.ts';
import { SqliteJobs } from './jobs.ts';
import { SqliteLabels } from './labels.ts';
import { assertOurs, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { SqliteMoments } from './moments.ts';
import { openToRead, type ReadOnlyDatabase } from './read-only.ts';
import { SqliteRuns } from './runs.ts';
import { SqliteSettings } from './settings.ts';
import { SqliteSources } from './sources.ts';
import { foldText } from './text-keys.ts';
import type { Store } from './types.ts';
import { SqliteUndo } from './undo.ts';
import { SqliteVideos } from './videos.ts';

/** The name of a library's file in its folder. */
export const libraryFileName = 'library.sqlite';

/** How long a call waits for another process's write. */
const busyMilliseconds = 10_000;

export interface OpenStoreOptions {
  /** A library that cannot be written is opened for reading: every change of it throws `not-allowed`. Otherwise it is refused. */
  readOnly?: boolean;
}

/**
 * Opens the library in a folder, making the folder and the file when they are not there. Any number of
 * processes may have it open at once.
 * @throws StoreError `unreadable-file` when the file is damaged or no library (it is never overwritten),
 * `unsupported-format` when a newer Earsight made it, `not-allowed` when the folder cannot be written
 */
export function openStore(libraryFolder: string, { readOnly = false }: OpenStoreOptions = {}): Store {
  const folder = resolve(libraryFolder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new StoreError('not-allowed', `The folder ${folder} cannot be made or used for a library.`, {
      field: 'folder',
      allowed: 'a folder that can be written',
      cause: error,
    });
  }
  const file = join(folder, libraryFileName);
  try {
    return new SqliteStore(folder, file, connect(file));
  } catch (error) {
    if (!readOnly || !existsSync(file) || !(error instanceof StoreError) || error.code !== 'not-allowed')
      throw error;
    const opened = read(file);
    return new SqliteStore(folder, file, new Connection(opened.database, file), opened);
  }
}

function connect(file: string): Connection {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: busyMilliseconds });
    assertOurs(database);
    configure(database);
    migrate(database, migrations);
    assertWritable(database);
    return new Connection(database);
  } catch (error) {
    database?.close();
    throw storeFailure(error, file);
  }
}

/** SQLite opens a file without permission to write as well, and would only fail at the first change: here is one, taken back. */
function assertWritable(database: Database.Database): void {
  database.pragma('busy_timeout = 0');
  try {
    database.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${migrations.length}; ROLLBACK`);
  } catch (error) {
    // Another process is writing, so that one can.
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
  }
  database.pragma(`busy_timeout = ${busyMilliseconds}`);
}

function read(file: string): ReadOnlyDatabase {
  try {
    return openToRead(file, busyMilliseconds, (database) => {
      assertOurs(database);
      configure(database);
    });
  } catch (error) {
    throw storeFailure(error, file);
  }
}

/**
 * `synchronous = FULL`, on purpose: with NORMAL a power cut may take back commits that were already
 * reported (the file stays whole). What a person annotated must not vanish, and commits are few: one an
 * edit, one a video; an fsync each costs nothing beside a second of decoding.
 * No mmap: a drive unplugged under a mapping kills the process (SIGBUS) instead of failing the call.
 */
function configure(database: Database.Database): void {
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  database.pragma('cache_size = -32000');
  // A long indexing run must not leave a huge write-ahead log behind.
  database.pragma('journal_size_limit = 67108864');
  database.function('fold', { deterministic: true }, (text: unknown) => foldText(String(text ?? '')));
}

class SqliteStore implements Store {
  readonly folder: string;
  readonly file: string;
  readonly sources: SqliteSources;
  readonly videos: SqliteVideos;
  readonly moments: SqliteMoments;
  readonly embeddings: SqliteEmbeddings;
  readonly jobs: SqliteJobs;
  readonly settings: SqliteSettings;
  readonly labels: SqliteLabels;
  readonly annotations: SqliteAnnotations;
  readonly history: SqliteHistory;
  readonly runs: SqliteRuns;
  readonly evaluations: SqliteEvaluations;
  readonly undo: SqliteUndo;
  readonly readOnly: boolean;
  readonly #connection: Connection;
  readonly #reading: ReadOnlyDatabase | undefined;

  constructor(folder: string, file: string, connection: Connection, reading?: ReadOnlyDatabase) {
    this.folder = folder;
    this.file = file;
    this.readOnly = reading !== undefined;
    this.#connection = connection;
    this.#reading = reading;
    this.sources = new SqliteSources(connection);
    this.videos = new SqliteVideos(connection);
    this.moments = new SqliteMoments(connection);
    this.embeddings = new SqliteEmbeddings(connection);
    this.jobs = new SqliteJobs(connection);
    this.settings = new SqliteSettings(connection);
    this.labels = new SqliteLabels(connection);
    this.annotations = new SqliteAnnotations(connection);
    this.history = new SqliteHistory(connection, this.annotations, this.labels);
    this.runs = new SqliteRuns(connection);
    this.evaluations = new SqliteEvaluations(connection);
    this.undo = new SqliteUndo(connection);
  }

  transaction<T>(work: () => T): T {
    return this.#connection.transaction(work);
  }

  dataVersion(): number {
    return this.#connection.database.pragma('data_version', { simple: true }) as number;
  }

  check(): string[] {
    const damage = this.#connection
      .all<{ integrity_check: string }>('PRAGMA integrity_check(20)')
      .map((row) => row.integrity_check)
      .filter((line) => line !== 'ok');
    const strays = this.#connection
      .all<{ table: string; rowid: number; parent: string }>('PRAGMA foreign_key_check')
      .map((row) => `${row.table} ${row.rowid} points to a missing row of ${row.parent}`);
    return [...damage, ...strays];
  }

  close(): void {
    this.jobs.release();
    this.#connection.database.close();
    this.#reading?.remove();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
