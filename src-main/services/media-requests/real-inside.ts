import { realpath } from 'node:fs/promises';
import { EarsightError } from '../../contract/errors.ts';
import { liesWithin } from '../libraries/file-names.ts';

/**
 * The real path of a file that lies in one of the folders once all links are followed: a link in a source must not
 * lead to the rest of the disk. As bytes: a name that is not UTF-8 does not survive as a string.
 * Throws `not-found`, `unreadable-file`, `not-allowed`.
 */
export async function realInside(path: string, folders: readonly string[]): Promise<Buffer> {
  const real = await realpath(path, { encoding: 'buffer' }).catch((error: unknown) => {
    throw unreadable(error);
  });
  const allowed = await Promise.all(
    folders.map((folder) => realpath(folder, { encoding: 'latin1' }).catch(() => null)),
  );
  if (allowed.some((folder) => folder !== null && liesWithin(real.toString('latin1'), folder))) return real;
  throw new EarsightError(
    'not-allowed',
    'The file is a link that leads out of the folders of this library.',
    {
      allowed: 'files in a source; the folder that the link leads to can be a source of its own',
    },
  );
}

/** Why the file system does not give a file. */
export function unreadable(error: unknown): EarsightError {
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return missing
    ? new EarsightError('not-found', 'The file is not there.', { cause: error })
    : new EarsightError('unreadable-file', 'The file cannot be read.', { cause: error });
}
