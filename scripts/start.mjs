import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildIfStale } from './build-stale.mjs';
import { findElectron } from './electron-runtime.mjs';
import { ensureInstalled, projectNode, root } from './ensure-installed.mjs';

// `npm start [-- FOLDER]`: installs what is missing, builds what is stale, and opens the window: in Electron
// where its runtime is to be had, else in the browser, said in one line. EARSIGHT_BROWSER=1 wants the browser.

/** An Electron that ends badly this soon never showed a window (no sandbox for this user, missing libraries). */
const startMilliseconds = 10_000;

const folder = folderArgument();
ensureInstalled();
const node = projectNode();
// Ctrl-C reaches the child from the terminal; this process only waits for its orderly end.
let child = null;
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child?.kill('SIGTERM'));

if (!(await buildIfStale('renderer', node))) process.exit(1);
process.exit((await openDesktop()) ?? (await openBrowser()));

/** Opens the desktop app; its exit status, or null when it cannot be had here. */
async function openDesktop() {
  if (process.env.EARSIGHT_BROWSER === '1') return null;
  const { path, reason } = await findElectron(node);
  if (!path) return sayBrowser(reason);
  if (!(await buildIfStale('main', node))) return 1;
  const began = performance.now();
  const { status, signal } = await run(path, ['.', ...(folder ? [folder] : [])]);
  if (
    status !== 0 &&
    signal !== 'SIGTERM' &&
    signal !== 'SIGINT' &&
    performance.now() - began < startMilliseconds
  )
    return sayBrowser(signal ? `it ended by ${signal}` : `it ended with status ${status}`);
  return status ?? 1;
}

function sayBrowser(reason) {
  process.stderr.write(
    `Electron does not open a window here (${reason}): Earsight opens in the browser instead.\n`,
  );
  return null;
}

async function openBrowser() {
  const { status } = await run(node, [join('src-main', 'app', 'browser.ts'), ...(folder ? [folder] : [])]);
  return status ?? 1;
}

function run(program, args) {
  return new Promise((done) => {
    child = spawn(program, args, { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      done({ status: 1, signal: null });
    });
    child.on('exit', (status, signal) => done({ status, signal }));
  });
}

/** The folder that the user named, relative to where npm was called, or null. */
function folderArgument() {
  const named = process.argv[2];
  if (named === undefined) return null;
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), named);
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  process.stderr.write(`There is no folder ${path}.\nUsage: npm start [-- FOLDER]\n`);
  process.exit(2);
}
