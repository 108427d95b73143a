import { spawnSync } from 'node:child_process';
import { ensureInstalled, root } from './ensure-installed.mjs';

// The README's test command: installs what is missing, then runs exactly what CI runs.
ensureInstalled();
const npm = process.env.npm_execpath;
const result = npm
  ? spawnSync(process.execPath, [npm, 'run', '-s', 'check'], { cwd: root, stdio: 'inherit' })
  : spawnSync('npm', ['run', '-s', 'check'], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
process.exit(result.status ?? 1);
