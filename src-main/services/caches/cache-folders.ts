import { readdirSync, rmSync, statSync } from 'node:fs';
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

/** A part that nobody has written to for so long is one of a process that was killed. */
export const leftoverMilliseconds = 10 * 60_000;

/** Whether a file of a cache is being written, or was when its process was killed. */
export function isPart(name: string): boolean {
  return name.includes('.part');
}

/** Empties a kind of cache. What is being written stays: whoever writes it waits for it, and would fail. */
export function clearCache(libraryFolder: string, kind: CacheKind): void {
  const folder = cacheFolder(libraryFolder, kind);
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    if (isPart(name) && isWritten(path)) continue;
    rmSync(path, { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isWritten(path: string): boolean {
  const info = statSync(path, { throwIfNoEntry: false });
  return info !== undefined && Date.now() - info.mtimeMs < leftoverMilliseconds;
}
