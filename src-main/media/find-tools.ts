import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { downloadFfmpeg } from './download-ffmpeg.ts';
import { MediaError, throwIfCancelled } from './media-error.ts';
import { runTool } from './run-tool.ts';
import { executableName, onPath, packagedProgram, userCacheFolder } from './tool-locations.ts';
import { parseVersion } from './tool-output.ts';
import type { FindToolsOptions, Tool, Tools } from './types.ts';

type Program = 'ffmpeg' | 'ffprobe';

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

/** A file that may be run: the file itself, its exec bit set where it lacks it, or a copy where that is forbidden. */
const runnable = (file: string, folder: string): string => {
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
  const copy = join(folder, `${process.platform}-${process.arch}-${executableName('ffprobe')}`);
  if (!existsSync(copy)) {
    mkdirSync(folder, { recursive: true });
    const unfinished = `${copy}.${process.pid}`;
    copyFileSync(file, unfinished);
    chmodSync(unfinished, 0o755);
    renameSync(unfinished, copy);
  }
  return copy;
};

/** A program named by an environment variable. Whoever sets one wants that program: a broken one is an error. */
const fromEnvironment = async (
  program: Program,
  variable: string,
  signal: AbortSignal | undefined,
): Promise<Tool | null> => {
  const path = process.env[variable];
  if (path === undefined || path === '') return null;
  const tool = await answeringTool(program, path, signal);
  if (tool !== null) return tool;
  throw new MediaError('missing-program', `${variable} names ${path}, which does not run as ${program}.`, {
    field: variable,
    allowed: `the path of a working ${program}, or nothing`,
  });
};

const firstAnswering = async (
  program: Program,
  files: Iterable<string | null>,
  signal: AbortSignal | undefined,
): Promise<Tool | null> => {
  for (const file of files) {
    throwIfCancelled(signal);
    if (file === null || !existsSync(file)) continue;
    const tool = await answeringTool(program, file, signal);
    if (tool !== null) return tool;
  }
  return null;
};

const system = `${process.platform}-${process.arch}`;

function* ffmpegFiles(folder: string): Generator<string | null> {
  yield packagedProgram('ffmpeg-static', 'ffmpeg');
  yield* onPath('ffmpeg');
  const installed = packagedProgram(`@ffmpeg-installer/${system}`, 'ffmpeg');
  yield installed !== null && existsSync(installed) ? runnable(installed, folder) : null;
}

function* ffprobeFiles(folder: string, ffmpeg: string): Generator<string | null> {
  yield join(dirname(ffmpeg), executableName('ffprobe'));
  yield* onPath('ffprobe');
  const installed = packagedProgram(`@ffprobe-installer/${system}`, 'ffprobe');
  yield installed !== null && existsSync(installed) ? runnable(installed, folder) : null;
}

/**
 * Finds ffmpeg and ffprobe, each the first that answers `-version`. ffmpeg: FFMPEG_BIN, ffmpeg-static's, PATH,
 * @ffmpeg-installer's, and as a last resort a download of ffmpeg-static's into `downloadFolder`. ffprobe: FFPROBE_BIN,
 * beside that ffmpeg, PATH, @ffprobe-installer's. Throws `missing-program` when one is not to be had.
 */
export const findTools = async (options: FindToolsOptions = {}): Promise<Tools> => {
  const { signal, mayDownload = true } = options;
  const folder = options.downloadFolder ?? join(userCacheFolder(), 'programs');
  const ffmpeg =
    (await fromEnvironment('ffmpeg', 'FFMPEG_BIN', signal)) ??
    (await firstAnswering('ffmpeg', ffmpegFiles(folder), signal)) ??
    (await downloadedFfmpeg(folder, mayDownload, signal));
  if (ffmpeg === null) {
    throw new MediaError('missing-program', 'No working ffmpeg was found on this machine.', {
      field: 'FFMPEG_BIN',
      allowed: 'an ffmpeg installed on PATH, or FFMPEG_BIN set to its path',
    });
  }
  const ffprobe =
    (await fromEnvironment('ffprobe', 'FFPROBE_BIN', signal)) ??
    (await firstAnswering('ffprobe', ffprobeFiles(folder, ffmpeg.path), signal));
  if (ffprobe === null) {
    throw new MediaError('missing-program', 'No working ffprobe was found on this machine.', {
      field: 'FFPROBE_BIN',
      allowed: 'an ffprobe installed on PATH, or FFPROBE_BIN set to its path',
    });
  }
  return { ffmpeg, ffprobe };
};

/** An ffmpeg that was downloaded before, or is now; a broken one is deleted, so that the next start tries again. */
const downloadedFfmpeg = async (
  folder: string,
  mayDownload: boolean,
  signal: AbortSignal | undefined,
): Promise<Tool | null> => {
  const file = join(folder, executableName('ffmpeg'));
  const earlier = existsSync(file) ? await answeringTool('ffmpeg', file, signal) : null;
  if (earlier !== null || !mayDownload) return earlier;
  rmSync(file, { force: true });
  mkdirSync(folder, { recursive: true });
  await downloadFfmpeg(file, signal);
  const fetched = existsSync(file) ? await answeringTool('ffmpeg', file, signal) : null;
  if (fetched === null) rmSync(file, { force: true });
  return fetched;
};
