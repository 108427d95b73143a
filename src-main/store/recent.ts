import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { replaceFile } from '../files/whole-files.ts';
import { now } from './clock.ts';
import { libraryFileName } from './open.ts';

/** A library that was opened on this machine. */
export interface RecentLibrary {
  readonly folder: string;
  readonly name: string;
  readonly openedAt: string;
  /** Whether its file is there now. */
  readonly exists: boolean;
}

const fileName = 'recent-libraries.json';
const keptLibraries = 20;

/**
 * The libraries opened on this machine, latest first. They are kept as JSON in the user's configuration
 * folder; a file that is missing or damaged reads as none, since it is only a convenience.
 */
export function readRecentLibraries(configFolder: string): RecentLibrary[] {
  return readEntries(configFolder).map((entry) => ({
    folder: entry.folder,
    name: basename(entry.folder),
    openedAt: entry.openedAt,
    exists: statSync(join(entry.folder, libraryFileName), { throwIfNoEntry: false }) !== undefined,
  }));
}

/**
 * Puts a library on top of the list. The file is replaced as a whole, so a kill leaves the old or the new one. A list
 * that cannot be written stays as it is: no library is refused for that.
 */
export function rememberLibrary(configFolder: string, libraryFolder: string): void {
  const folder = resolve(libraryFolder);
  const others = readEntries(configFolder).filter((entry) => entry.folder !== folder);
  try {
    writeEntries(configFolder, [{ folder, openedAt: now() }, ...others].slice(0, keptLibraries));
  } catch {
    // Read-only, full, or no folder at all.
  }
}

/** Takes a library off the list; the library itself is left alone. */
export function forgetLibrary(configFolder: string, libraryFolder: string): void {
  const folder = resolve(libraryFolder);
  writeEntries(
    configFolder,
    readEntries(configFolder).filter((entry) => entry.folder !== folder),
  );
}

interface Entry {
  folder: string;
  openedAt: string;
}

function readEntries(configFolder: string): Entry[] {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(configFolder, fileName), 'utf8'));
    return Array.isArray(parsed) ? parsed.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Entry> | null;
  return typeof entry?.folder === 'string' && typeof entry.openedAt === 'string';
}

function writeEntries(configFolder: string, entries: readonly Entry[]): void {
  mkdirSync(configFolder, { recursive: true });
  replaceFile(join(configFolder, fileName), `${JSON.stringify(entries, null, 2)}\n`);
}
