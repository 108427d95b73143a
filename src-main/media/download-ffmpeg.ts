import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { throwIfCancelled } from './media-error.ts';
import { packageFolder } from './tool-locations.ts';

const patienceMilliseconds = 10 * 60_000;

/**
 * Runs ffmpeg-static's own download script, told to write to `file`. Resolves however it ends: the script takes any
 * file at its target for a finished one and leaves half a file when cut off, so the caller judges what it left by
 * running it.
 */
export const downloadFfmpeg = async (file: string, signal?: AbortSignal): Promise<void> => {
  throwIfCancelled(signal);
  const folder = packageFolder('ffmpeg-static');
  if (folder === null) return;
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
