import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder as cachesOf } from '../libraries/library-folders.ts';

/** The kinds of files a library keeps only to save time: one folder each in the library's cache. */
export const cacheKinds = ['pictures', 'proxies', 'training', 'maps', 'proposals'] as const;
export type CacheKind = (typeof cacheKinds)[number];

/**
 * What a kind may take on the disk, in bytes; the least recently used files go first. The training cache has its
 * bound from each run; a map or the moments proposed for a video take little.
 */
export const mostBytes: Partial<Record<CacheKind, number>> & Record<'pictures' | 'proxies', number> = {
  pictures: 512 * 2 ** 20,
  // Some fifteen hours of 720p.
  proxies: 16e9,
};

/** The folder of a kind of cache in a library. Deleting it costs time, never data. */
export function cacheFolder(libraryFolder: string, kind: CacheKind): string {
  return join(cachesOf(libraryFolder), kind);
}

/** Empties a kind of cache. */
export function clearCache(libraryFolder: string, kind: CacheKind): void {
  rmSync(cacheFolder(libraryFolder, kind), { recursive: true, force: true });
}
