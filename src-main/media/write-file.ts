import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { MediaError } from './media-error.ts';

/** What no writer has touched for so long belongs to a process that was killed. */
const leftoverMilliseconds = 24 * 3_600_000;
const leftoverName = /^\.earsight-[\w-]{12}\.part(?:\.\w+)?$/;

/**
 * Has a file written under a temporary name beside its own, and renames it when `write` is done: whoever sees the file
 * sees all of it. Nothing is left behind by a failure; what a killed process left is taken away a day later.
 */
export const writeWhole = async <T>(out: string, write: (temporary: string) => Promise<T>): Promise<T> => {
  // Short, so that a name of 255 bytes does not grow beyond what the file system takes; ffmpeg goes by the extension.
  const extension = extname(out).length <= 8 ? extname(out) : '';
  // Not to be guessed, and made only where nothing lies: in a folder that others write to as well, a link that waits under the name would lead the
  // program, which overwrites, to any file of the user's.
  const name = `.earsight-${randomBytes(9).toString('base64url')}.part${extension}`;
  const temporary = resolve(out, '..', name);
  try {
    await (await open(temporary, 'wx')).close();
    const result = await write(temporary);
    await rename(temporary, out);
    await removeLeftovers(dirname(temporary));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (
      code === 'ENOENT' ||
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'EISDIR' ||
      code === 'ENOTDIR'
    ) {
      throw new MediaError('invalid-input', 'The file cannot be written there.', {
        field: 'out',
        allowed: 'a file in a folder that exists and may be written to',
        cause: error,
      });
    }
    throw error;
  }
};

/** Best effort: the file that was asked for is there. */
async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const path of names.filter((name) => leftoverName.test(name)).map((name) => join(folder, name))) {
    const changedAt = await stat(path).then(
      (file) => file.mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - changedAt > leftoverMilliseconds) await rm(path, { force: true }).catch(() => undefined);
  }
}
