import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const projectFolder = join(import.meta.dirname, '../..');

/** Builds the page unless the one in `out/renderer` is up to date; test files that want it at once take turns. */
export async function buildPage(): Promise<void> {
  const builder = join(projectFolder, 'scripts', 'build-stale.mjs');
  await promisify(execFile)(process.execPath, [builder, 'renderer'], { cwd: projectFolder });
}
