import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const projectFolder = join(import.meta.dirname, '../..');

/** Builds the page unless the one at hand is of the present sources. */
export async function buildPage(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(projectFolder, 'scripts/build-stale.mjs'), 'renderer'], {
    cwd: projectFolder,
  });
}
