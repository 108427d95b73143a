import { EarsightError } from '../contract/errors.ts';

/** How the file system says that a folder cannot be made or written. */
const refusals: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);

/**
 * Writes something into the folder where Earsight keeps what is the user's. Throws `not-allowed`, naming the folder and
 * how to choose another, when it cannot be made or written.
 */
export function inUserFolder<Result>(folder: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new EarsightError(
      'not-allowed',
      `Nothing can be written into ${folder}, where Earsight keeps settings, models and programs (${(error as Error).message}). ` +
        'The environment variable EARSIGHT_HOME chooses another folder.',
      { cause: error },
    );
  }
}
