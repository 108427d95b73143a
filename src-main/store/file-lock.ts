import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';

/** Something that one process at a time may have, until it gives it back or ends. */
export interface FileLock {
  release(): void;
}

/**
 * Takes the lock that a file stands for (made where it is missing, with its folder), or gives null when someone has it,
 * in this process or another. It is SQLite's own lock on the file, which the system takes back from a process that
 * is killed: nothing stale is left behind, on any platform.
 */
export function lockFile(path: string): FileLock | null {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return { release: () => void database.close() };
}
