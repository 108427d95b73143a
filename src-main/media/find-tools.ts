import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { answeringTool, type Program, runnable } from './answering-tool.ts';
import { downloadedFfmpeg } from './download-ffmpeg.ts';
import { MediaError, throwIfCancelled } from './media-error.ts';
import { executableName, onPath, packagedProgram, userCacheFolder } from './tool-locations.ts';
import type { FindToolsOptions, Tool, Tools } from './types.ts';

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
