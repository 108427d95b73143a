import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './errors.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

/** A library's database where its folder cannot be written. */
export interface ReadOnlyDatabase {
  readonly database: Database.Database;
  /** Removes what was made to read it; after closing it. */
  remove(): void;
}

/**
 * Opens a database that cannot be written, in the first of two ways that works:
 *
 * - In place, beside a writer: where another user has the library open, or left the write-ahead log's files.
 * - A private copy in the system's temporary folder: SQLite makes the log's files even to read, and where it must
 *   not, it only reads files of which it is told that nobody changes them, which better-sqlite3 cannot tell it. A copy
 *   also takes the migrations that make an older schema readable.
 *
 * @throws StoreError, SqliteError
 */
export function openToRead(
  file: string,
  busyMilliseconds: number,
  prepare: (database: Database.Database) => void,
): ReadOnlyDatabase {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, timeout: busyMilliseconds });
    prepare(database);
    if (isCurrent(database)) return { database, remove: () => {} };
  } catch (error) {
    if (!isUnopened(error)) throw error;
  }
  database?.close();
  return openCopy(file, busyMilliseconds, prepare);
}

/** SQLite could not make the files that a write-ahead log needs. */
function isUnopened(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_READONLY');
}

function isCurrent(database: Database.Database): boolean {
  // A newer one is refused by `migrate`, in the same words as everywhere.
  return (database.pragma('user_version', { simple: true }) as number) === migrations.length;
}

function openCopy(
  file: string,
  busyMilliseconds: number,
  prepare: (database: Database.Database) => void,
): ReadOnlyDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'earsight-reading-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  let database: Database.Database | undefined;
  try {
    const copy = join(folder, basename(file));
    copyForWriting(file, copy);
    if (existsSync(`${file}-wal`)) copyForWriting(`${file}-wal`, `${copy}-wal`);
    database = new Database(copy, { timeout: busyMilliseconds });
    prepare(database);
    migrate(database, migrations);
    database.pragma('query_only = ON');
    return { database, remove };
  } catch (error) {
    database?.close();
    remove();
    throw error;
  }
}

/** The copy also has the original's missing permission to write. */
function copyForWriting(from: string, to: string): void {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    chmodSync(to, 0o600);
  } catch (error) {
    throw new StoreError(
      'not-allowed',
      `The library file ${from} has to be copied to ${tmpdir()} to be read, and that failed: ${(error as Error).message}.`,
      { field: 'folder', cause: error },
    );
  }
}
