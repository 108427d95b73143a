import { accessSync, chmodSync, constants, copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MediaError } from './media-error.ts';
import { runTool } from './run-tool.ts';
import { parseVersion } from './tool-output.ts';
import type { Tool } from './types.ts';

export type Program = 'ffmpeg' | 'ffprobe';

/** The program if it answers `-version` as it should; null otherwise. Throws only when cancelled. */
export const answeringTool = async (
  program: Program,
  path: string,
  signal?: AbortSignal,
): Promise<Tool | null> => {
  const unknown: Tool = { path, version: '', libavutil: 0 };
  try {
    const output = await runTool(unknown, ['-version'], { signal, limitSeconds: 30, stallSeconds: 30 });
    const told = parseVersion(program, output.toString('utf8'));
    return told === null ? null : { path, ...told };
  } catch (error) {
    if (error instanceof MediaError && error.code === 'cancelled') throw error;
    return null;
  }
};

/**
 * A file that may be run: the file itself, its exec bit set where it lacks it, or a copy in `folder` where that is
 * forbidden.
 */
export const runnable = (file: string, folder: string): string => {
  if (process.platform === 'win32') return file;
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    // npm's tarball of ffprobe comes without the exec bit.
  }
  try {
    chmodSync(file, 0o755);
    return file;
  } catch {
    // Installed by someone else, or on a read-only disk.
  }
  const copy = join(folder, `${process.platform}-${process.arch}-${basename(file)}`);
  if (!existsSync(copy)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${copy}.${process.pid}`;
    copyFileSync(file, unfinished);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  return copy;
};
