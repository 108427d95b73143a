import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { answeringTool } from './answering-tool.ts';
import { throwIfCancelled } from './media-error.ts';
import { executableName, packageFolder } from './tool-locations.ts';
import type { Tool } from './types.ts';

const patienceMilliseconds = 10 * 60_000;

/**
 * Runs ffmpeg-static's own download script, told to write to `file`. Resolves however it ends: the script takes any
 * file at its target for a finished one and leaves half a file when cut off, so the caller judges what it left by
 * running it.
 */
const downloadFfmpeg = async (file: string, signal?: AbortSignal): Promise<void> => {
  throwIfCancelled(signal);
  const folder = packageFolder('ffmpeg-static');
  // A packed app carries its ffmpeg and no script, and its program, with Electron's fuses set, is no Node any more:
  // starting it here would open a second window.
  if (folder === null || folder.includes('app.asar')) return;
  await new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      shell: false,
      windowsHide: true,
      stdio: 'ignore',
      // FFMPEG_BIN is how the package is told its target; under Electron the runtime must act as plain Node.
      env: { ...process.env, FFMPEG_BIN: file, ELECTRON_RUN_AS_NODE: '1' },
    });
    const kill = () => child.kill('SIGKILL');
    const timer = setTimeout(kill, patienceMilliseconds);
    signal?.addEventListener('abort', kill, { once: true });
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      resolve();
    };
    child.on('error', done);
    child.on('exit', done);
  });
  throwIfCancelled(signal);
};

/** Moves what a download left, the program's licence with it; what another process put there first stays. */
const keep = (from: string, to: string): void => {
  for (const name of readdirSync(from)) {
    try {
      renameSync(join(from, name), join(to, name));
    } catch (error) {
      // Windows replaces no program that runs.
      if (!existsSync(join(to, name))) throw error;
    }
  }
};

/**
 * An ffmpeg that was downloaded before, or is now. Each download has a folder of its own, and what it left moves to its
 * place only when it answers: several processes may start at once, and a broken one leaves nothing.
 */
export const downloadedFfmpeg = async (
  folder: string,
  mayDownload: boolean,
  signal: AbortSignal | undefined,
): Promise<Tool | null> => {
  const name = executableName('ffmpeg');
  const file = join(folder, name);
  const earlier = existsSync(file) ? await answeringTool('ffmpeg', file, signal) : null;
  if (earlier !== null || !mayDownload) return earlier;
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'download-'));
  try {
    const unproven = join(own, name);
    await downloadFfmpeg(unproven, signal);
    if (!existsSync(unproven) || (await answeringTool('ffmpeg', unproven, signal)) === null) return null;
    keep(own, folder);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  return await answeringTool('ffmpeg', file, signal);
};
