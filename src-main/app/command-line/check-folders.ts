import { stat } from 'node:fs/promises';
import { EarsightError } from '../../contract/errors.ts';

/** Throws `not-found` unless all are folders. Before a library is made: a misspelt one must not leave an empty library. */
export async function checkFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const info = await stat(folder).catch(() => null);
    if (info?.isDirectory()) continue;
    throw new EarsightError('not-found', `There is no folder ${folder}.`, {
      field: 'folders',
      allowed: 'folders that exist',
    });
  }
}
