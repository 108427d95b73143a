import { stat } from 'node:fs/promises';
import { EarsightError } from '../../contract/errors.ts';

/** Throws `not-found` unless all are folders. Before a library is made: a misspelt one must not leave an empty library. */
export async function checkFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const info = await stat(folder).catch(() => null);
    if (info?.isDirectory()) continue;
    const what = info ? `${folder} is a file, not a folder.` : `There is no folder ${folder}.`;
    throw new EarsightError('not-found', what, {
      field: 'folders',
      allowed: info ? 'folders of videos' : 'folders that exist',
    });
  }
}
