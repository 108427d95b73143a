import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const projectFolder = join(import.meta.dirname, '../..');

/** Builds the page unless the one in `out/renderer` is newer than all it is made of. */
export async function buildPage(): Promise<void> {
  const built = await stat(join(projectFolder, 'out/renderer/index.html')).catch(() => null);
  const sources = await Promise.all(['src-renderer', 'src-main/contract'].map(newestIn));
  if (built && built.mtimeMs > Math.max(...sources)) return;
  const vite = join(projectFolder, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', 'vite.renderer.config.ts'], {
    cwd: projectFolder,
  });
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const times = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs),
  );
  return Math.max(0, ...times);
}
