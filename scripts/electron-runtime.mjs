import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';

const probeMilliseconds = 5000;
const downloadMilliseconds = 5 * 60_000;

/**
 * Finds Electron's runtime, fetching it on first need: `{path}`, or `{reason}` why there is none, in a few
 * words. npm does not fetch it at install, because that would fail the whole install where it is refused.
 */
export async function findElectron(node) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { reason: 'there is no screen here' };
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'install.js'))) return { reason: 'the electron package is not installed' };
  const found = installedPath(folder);
  if (found) return { path: found };
  if (!(await answers())) return { reason: 'its runtime cannot be downloaded here' };
  process.stderr.write('Fetching the Electron runtime (about 120 MB, first run only)…\n');
  await runInstaller(node, folder);
  const fetched = installedPath(folder);
  return fetched ? { path: fetched } : { reason: 'its runtime could not be downloaded' };
}

/** The executable that Electron's own installer noted, if it is really there. */
function installedPath(folder) {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const note = join(folder, 'path.txt');
  const name = existsSync(note) ? readFileSync(note, 'utf8') : override ? 'electron' : null;
  if (!name) return null;
  const path = join(override ?? join(folder, 'dist'), name);
  return existsSync(path) ? path : null;
}

/**
 * Whether the download's host takes a connection. Where packets are dropped in silence the installer would
 * keep the user waiting for minutes. Behind a proxy only the installer itself can tell.
 */
function answers() {
  const { ELECTRON_MIRROR, HTTPS_PROXY, https_proxy, ALL_PROXY, npm_config_https_proxy } = process.env;
  if (HTTPS_PROXY || https_proxy || ALL_PROXY || npm_config_https_proxy) return Promise.resolve(true);
  const url = URL.parse(ELECTRON_MIRROR || process.env.npm_config_electron_mirror || 'https://github.com');
  if (!url) return Promise.resolve(true);
  return new Promise((resolve) => {
    const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
    const socket = connect({ host: url.hostname, port, timeout: probeMilliseconds });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}

/** Runs the installer to its end or its time limit; what counts is what it leaves, so nothing is returned. */
function runInstaller(node, folder) {
  return new Promise((resolve) => {
    const child = spawn(node, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: downloadMilliseconds,
    });
    child.on('error', resolve);
    child.on('exit', resolve);
  });
}
