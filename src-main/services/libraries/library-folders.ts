import { join } from 'node:path';

/** What a library's folder holds beside its file; scans pass these by when a library lies in its own source. */
export const libraryFolderNames = ['cache', 'exports', 'models', 'runs'] as const;

/** Thumbnails, proxies and all else that can be made again. */
export function cacheFolder(libraryFolder: string): string {
  return join(libraryFolder, 'cache');
}

/** Where exports go when nobody says otherwise. */
export function exportsFolder(libraryFolder: string): string {
  return join(libraryFolder, 'exports');
}
