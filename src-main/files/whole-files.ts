import { randomBytes } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Takes the bytes of a file in order; awaiting it gives back-pressure. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/**
 * A name beside a file for what is not whole yet. Not to be guessed, and opened only where nothing lies (`wx`): in a
 * folder that others write to as well, a link that waits under the name would lead the writing to any file of the
 * user's. It begins with the file's name, which tells whose leftovers those of a killed process are; shortened,
 * because file systems take 255 bytes.
 */
function partBeside(path: string): string {
  const random = randomBytes(9).toString('base64url');
  return join(dirname(path), `${basename(path).slice(0, 60)}.${random}.part`);
}

/**
 * Writes a file through `fill`, under a temporary name beside it, and gives it its name once it is whole: a reader
 * never sees half a file, what lies there (a link, too) is replaced and not followed, and a failed or cancelled
 * export leaves nothing behind.
 */
export async function writeWholeFile(path: string, fill: (sink: ByteSink) => Promise<void>): Promise<void> {
  const part = partBeside(path);
  const handle = await open(part, 'wx');
  try {
    await fill((bytes) => writeAll(handle, bytes));
    await handle.close();
    await rename(part, path);
  } catch (error) {
    await handle.close().catch(() => undefined); // closed already when the rename failed
    await rm(part, { force: true });
    throw error;
  }
}

/** As `writeWholeFile`, at once: for small files, where what follows relies on it. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const part = partBeside(path);
  const file = openSync(part, 'wx');
  try {
    try {
      writeFileSync(file, content);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written)).bytesWritten;
  }
}
