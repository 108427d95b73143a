import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder as cachesOf } from '../libraries/library-folders.ts';

/** The kinds of files a library keeps only to save time: one folder each in the library's cache. */
export const cacheKinds = ['pictures', 'proxies', 'training', 'maps', 'proposals'] as const;
export type CacheKind = (typeof cacheKinds)[number];

/** The folder of a kind of cache in a library. Deleting it costs time, never data. */
export function cacheFolder(libraryFolder: string, kind: CacheKind): string {
  return join(cachesOf(libraryFolder), kind);
}

/** What all caches of a library take on the disk, in bytes. */
export function cacheBytes(libraryFolder: string): number {
  return cacheKinds.reduce((sum, kind) => sum + folderBytes(cacheFolder(libraryFolder, kind)), 0);
}

/** Bytes of all files below a folder; 0 where there is none. */
export function folderBytes(folder: string): number {
  if (!existsSync(folder)) return 0;
  let sum = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // Another process may clear the cache meanwhile.
    sum += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return sum;
}

/** Empties a kind of cache. */
export function clearCache(libraryFolder: string, kind: CacheKind): void {
  rmSync(cacheFolder(libraryFolder, kind), { recursive: true, force: true });
}
