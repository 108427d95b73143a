import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';

/** What each build is made from and what it makes; paths relative to the checkout. */
const builds = {
  renderer: {
    config: 'vite.renderer.config.ts',
    inputs: ['src-renderer', 'src-main/contract', 'vite.renderer.config.ts', 'package-lock.json'],
    output: 'out/renderer/index.html',
  },
  main: {
    config: 'vite.main.config.ts',
    inputs: ['src-main', 'vite.main.config.ts', 'package-lock.json'],
    output: 'out/main/electron.js',
  },
};

/**
 * The Vite configuration of a build whose inputs have changed since it was last made, or null when it is up
 * to date. Call `markFresh` once it is built.
 */
export function staleConfig(name) {
  const { config, output } = builds[name];
  const upToDate = existsSync(join(root, output)) && readStamp(name) === digest(name);
  return upToDate ? null : config;
}

/** Notes that a build now matches its inputs. */
export function markFresh(name) {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampFile(name), digest(name));
}

/** Times and sizes, not contents: this runs at every start. */
function digest(name) {
  const hash = createHash('sha256');
  const add = (path) => {
    const stats = statSync(join(root, path));
    if (stats.isDirectory())
      for (const entry of readdirSync(join(root, path)).sort()) add(`${path}/${entry}`);
    else hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  for (const input of builds[name].inputs) add(input);
  return hash.digest('hex');
}

function stampFile(name) {
  return join(root, 'out', `${name}.stamp`);
}

function readStamp(name) {
  return existsSync(stampFile(name)) ? readFileSync(stampFile(name), 'utf8') : null;
}
