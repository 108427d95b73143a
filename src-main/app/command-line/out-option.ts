import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';

/**
 * The absolute path of a file to write. Checked before anything is computed. Throws `not-found` for a folder that is
 * not there, `invalid-input` for a folder in the file's place, `not-allowed` where nothing can be written.
 */
export function outFile(path: string): string {
  const file = resolve(path);
  const folder = dirname(file);
  if (!existsSync(folder)) throw refusal('not-found', `--out: there is no folder ${folder}.`);
  if (isFolder(file)) throw refusal('invalid-input', `--out: ${file} is a folder.`);
  checkWritable(folder);
  return file;
}

/** The absolute path of a folder to write into, which may still have to be made. Throws as `outFile`. */
export function outFolder(path: string): string {
  const folder = resolve(path);
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!isFolder(nearest)) throw refusal('invalid-input', `--out: ${nearest} is no folder.`);
  checkWritable(nearest);
  return folder;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function checkWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw refusal('not-allowed', `--out: nothing can be written into ${folder}.`);
  }
}

function refusal(code: 'not-found' | 'invalid-input' | 'not-allowed', message: string): EarsightError {
  return new EarsightError(code, message, { field: 'out' });
}
