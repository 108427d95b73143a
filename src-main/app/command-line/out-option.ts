import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';

const aFile = 'a file in a folder that exists and can be written';
const aFolder = 'a folder that can be written, or a place where one can be made';

/**
 * The absolute path of a file to write. Checked before anything is computed. Throws `not-found` for a folder that is
 * not there, `invalid-input` for a folder in the file's place, `not-allowed` where nothing can be written.
 */
export function outFile(path: string): string {
  const file = resolve(path);
  const folder = dirname(file);
  if (!existsSync(folder)) throw refusal('not-found', `--out: there is no folder ${folder}.`, aFile);
  if (isFolder(file)) throw refusal('invalid-input', `--out: ${file} is a folder.`, aFile);
  checkWritable(folder, aFile);
  return file;
}

/** The absolute path of a folder to write into, which may still have to be made. Throws as `outFile`. */
export function outFolder(path: string): string {
  const folder = resolve(path);
  let nearest = folder;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  if (!isFolder(nearest)) throw refusal('invalid-input', `--out: ${nearest} is no folder.`, aFolder);
  checkWritable(nearest, aFolder);
  return folder;
}

/** Does work that writes into a folder, made for it where there is none; one that stays empty is taken away again. */
export async function inOutFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const firstMade = await mkdir(folder, { recursive: true });
  try {
    return await work();
  } finally {
    if (firstMade !== undefined) await removeEmpty(folder, firstMade);
  }
}

/** Removes a folder and those above it up to `top`, as far as nothing lies in them. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch {
    return;
  }
  if (folder !== top) await removeEmpty(dirname(folder), top);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function checkWritable(folder: string, allowed: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw refusal('not-allowed', `--out: nothing can be written into ${folder}.`, allowed);
  }
}

function refusal(
  code: 'not-found' | 'invalid-input' | 'not-allowed',
  message: string,
  allowed: string,
): EarsightError {
  return new EarsightError(code, message, { field: 'out', allowed });
}
