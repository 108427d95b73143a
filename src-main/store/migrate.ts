import type Database from 'better-sqlite3';
import { StoreError } from './errors.ts';
import type { Migration } from './migrations/migration.ts';

/** Marks a SQLite file as an Earsight library (`EARS`). */
export const applicationId = 0x45415253;

/**
 * Refuses a file that another program made, before anything is written to it. SQLite itself refuses what is no
 * database or has lost its end. (The file is not looked at through `fs`: closing any descriptor of it would
 * drop the locks that another connection of this process holds.)
 * @throws StoreError `unreadable-file`; SqliteError SQLITE_NOTADB, SQLITE_CORRUPT
 */
export function assertOurs(database: Database.Database): void {
  const owner = database.pragma('application_id', { simple: true });
  if (owner === applicationId) return;
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (owner === 0 && isEmpty) return;
  throw new StoreError(
    'unreadable-file',
    `${database.name} belongs to another program. It was left as it is: open another folder.`,
    { field: 'folder' },
  );
}

/**
 * Brings the schema up to date, all missing steps in one transaction: a kill leaves the old schema whole.
 * @throws StoreError `unsupported-format` when a newer program wrote the file, or another program did
 */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const latest = migrations.length;
  const check = (): number => {
    const version = database.pragma('user_version', { simple: true }) as number;
    if (version > latest)
      throw new StoreError(
        'unsupported-format',
        `The library ${database.name} was made by a newer Earsight (schema ${version}; this one knows up to ${latest}). Update Earsight to open it.`,
        { allowed: `schema up to ${latest}` },
      );
    return version;
  };
  if (check() === latest) return;
  // Read again under the lock: another process may have opened the same new library at the same moment.
  const run = database.transaction(() => {
    const version = check();
    for (const migration of migrations.slice(version)) {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.version}`);
    }
    database.pragma(`application_id = ${applicationId}`);
  });
  run.immediate();
}
