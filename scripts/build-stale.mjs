import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { projectNode, root } from './ensure-installed.mjs';

// `node scripts/build-stale.mjs [renderer] [main]`: builds what has changed since it was last built.

/** What each build is made from and what it makes; paths relative to the checkout. */
const builds = {
  renderer: {
    title: 'the page',
    folder: 'out/renderer',
    config: 'vite.renderer.config.ts',
    inputs: ['src-renderer', 'src-main/contract', 'vite.renderer.config.ts', 'package-lock.json'],
    result: 'index.html',
  },
  main: {
    title: 'the desktop app',
    folder: 'out/main',
    config: 'vite.main.config.ts',
    inputs: ['src-main', 'vite.main.config.ts', 'package-lock.json'],
    result: 'electron.js',
  },
};

/** A build that takes longer than this was cut off, and its lock with it. */
const lockMilliseconds = 120_000;

/**
 * Builds one part with Vite if an input has changed since; two processes that want the same part take turns.
 * What Vite says is shown only when it fails. Gives false then.
 */
export async function buildIfStale(name, node) {
  if (isFresh(name)) return true;
  await lock(name);
  try {
    if (isFresh(name)) return true;
    const { title, folder, config } = builds[name];
    process.stderr.write(`Building ${title}…\n`);
    // Taken before the build: what changes while it runs makes it stale again.
    const inputs = digest(name);
    // Made beside and exchanged: a running app must not find its page gone meanwhile.
    const next = `${folder}.next`;
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const result = spawnSync(node, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
      cwd: root,
      // A test runner's NODE_ENV would make a development build.
      env: { ...process.env, NODE_ENV: 'production', EARSIGHT_BUILD_FOLDER: join(root, next) },
      encoding: 'utf8',
    });
    if (result.status === 0) {
      rmSync(join(root, folder), { recursive: true, force: true });
      renameSync(join(root, next), join(root, folder));
      writeFileSync(stampFile(name), inputs);
    } else process.stderr.write(`${result.stdout}${result.stderr}The build failed; see the lines above.\n`);
    return result.status === 0;
  } finally {
    rmSync(lockFolder(name), { recursive: true, force: true });
  }
}

function isFresh(name) {
  return existsSync(join(root, builds[name].folder, builds[name].result)) && readStamp(name) === digest(name);
}

/** Making a folder either works or finds it there: no two processes can both do it. */
async function lock(name) {
  mkdirSync(join(root, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lockFolder(name));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const age = Date.now() - (statSync(lockFolder(name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > lockMilliseconds) rmSync(lockFolder(name), { recursive: true, force: true });
    else await sleep(100);
  }
}

function lockFolder(name) {
  return join(root, 'out', `${name}.lock`);
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  for (const name of wanted.length > 0 ? wanted : Object.keys(builds)) {
    if (!(await buildIfStale(name, projectNode()))) process.exit(1);
  }
}
