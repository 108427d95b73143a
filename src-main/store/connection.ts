import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { StoreError } from './errors.ts';

/** What SQLite takes as a parameter. */
export type Value = string | number | null | Uint8Array;

/**
 * One connection to a library's file: prepares each statement once, turns SQLite's failures into
 * `StoreError`s, and nests transactions.
 */
export class Connection {
  readonly database: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #file: string;

  /** @param file what errors call the library's file, where the database is a copy of it */
  constructor(database: Database.Database, file = database.name) {
    this.database = database;
    this.#file = file;
  }

  get<Row>(sql: string, ...values: Value[]): Row | undefined {
    return this.#guard(() => this.#prepare(sql).get(...values) as Row | undefined);
  }

  all<Row>(sql: string, ...values: Value[]): Row[] {
    return this.#guard(() => this.#prepare(sql).all(...values) as Row[]);
  }

  run(sql: string, ...values: Value[]): { changes: number; id: number } {
    return this.#guard(() => {
      const { changes, lastInsertRowid } = this.#prepare(sql).run(...values);
      return { changes, id: Number(lastInsertRowid) };
    });
  }

  /** Rows one by one as arrays of columns, for bulk reading. The connection serves nothing else meanwhile. */
  *rows<Row extends unknown[]>(sql: string, ...values: Value[]): Generator<Row> {
    // Its own statement: an iterating one is busy and must not be shared.
    const statement = this.#guard(() => this.database.prepare(sql).raw());
    try {
      yield* statement.iterate(...values) as IterableIterator<Row>;
    } catch (error) {
      throw storeFailure(error, this.#file);
    }
  }

  /**
   * A write transaction. IMMEDIATE takes the write lock at once: a deferred one that reads first and writes
   * later fails with SQLITE_BUSY_SNAPSHOT when another process wrote in between, whatever the busy timeout.
   */
  transaction<T>(work: () => T): T {
    return this.#guard(() => this.database.transaction(work).immediate() as T);
  }

  /** Several reads that see the same state. */
  snapshot<T>(work: () => T): T {
    return this.#guard(() => this.database.transaction(work).deferred() as T);
  }

  #prepare(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(error, this.#file);
    }
  }
}

/** SQLite's failures that a person can act on, as `StoreError`s; anything else comes back as it is. */
export function storeFailure(error: unknown, file: string): unknown {
  if (forbidden.has((error as NodeJS.ErrnoException).code ?? '')) return notWritable(error, file);
  if (!(error instanceof Database.SqliteError)) return error;
  const code = error.code;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return new StoreError(
      'unreadable-file',
      `The library file ${file} is damaged (${error.message}). It was left as it is: restore it from a backup, or open another folder.`,
      { cause: error },
    );
  if (code === 'SQLITE_FULL')
    return new StoreError('out-of-space', `There is no space left on the drive of ${file}.`, {
      cause: error,
    });
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new StoreError('time-limit', `Another process has kept ${file} locked for too long. Try again.`, {
      cause: error,
    });
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_PERM')
  )
    return notWritable(error, file);
  if (code.startsWith('SQLITE_IOERR'))
    return new StoreError(
      'offline',
      `The drive that holds ${file} does not answer properly (${error.message}).`,
      {
        cause: error,
      },
    );
  return error;
}

/** How the file system says that something may not be written. */
const forbidden: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

function notWritable(cause: unknown, file: string): StoreError {
  return new StoreError(
    'not-allowed',
    `The library in ${dirname(file)} cannot be written. This needs a folder and a ${basename(file)} that you may write to: change their permissions, or copy the folder to a drive that can be written.`,
    { field: 'folder', cause },
  );
}
