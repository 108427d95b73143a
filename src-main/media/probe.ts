import { stat } from 'node:fs/promises';
import { commonArguments, fileArgument, inputArguments, probeArguments } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { parseProbe } from './parse-probe.ts';
import { runTool } from './run-tool.ts';
import { parseProgress } from './tool-output.ts';
import type { Cancellable, Probe, Tools } from './types.ts';

const estimated = /Estimating duration from bitrate/;
/** Headers that claim more than a hundred hours are checked. */
const longestBelievedSeconds = 360_000;

/** Size of a file in bytes. Throws `not-found`, or `unreadable-file` for folders and what may not be read. */
const sizeOf = async (path: string): Promise<number> => {
  fileArgument(path);
  try {
    const found = await stat(path);
    // Devices and named pipes would be waited for without end.
    if (!found.isFile()) throw new MediaError('unreadable-file', 'Not a file.');
    return found.size;
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw missing
      ? new MediaError('not-found', 'The file is not there.', { cause: error })
      : new MediaError('unreadable-file', 'The file may not be read.', { cause: error });
  }
};

/** Length in seconds found by reading all packets; null when there are none. */
const measureDuration = async (
  tools: Tools,
  path: string,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<number | null> => {
  const output = await runTool(
    tools.ffmpeg,
    [
      ...commonArguments('warning', false),
      ...inputArguments(path),
      ...['-map', '0:V?', '-map', '0:a?', '-c', 'copy', '-progress', 'pipe:1', '-f', 'null', '-'],
    ],
    // 1 MB/s is slower than any disk worth the name.
    { signal, limitSeconds: 60 + sizeBytes / 1e6 },
  );
  const times = output.toString('utf8').split('\n').map(parseProgress);
  const last = times.filter((seconds) => seconds !== null).at(-1);
  return last !== undefined && last > 0 ? last : null;
};

/**
 * Tells what a file holds. No sound, no picture and cover art are states of the answer. Throws `not-found`,
 * `unreadable-file` (empty, damaged, not media at all), `unsupported-format` (playlists, scripts, still pictures),
 * `time-limit` or `cancelled`.
 */
export const probe = async (tools: Tools, path: string, options: Cancellable = {}): Promise<Probe> => {
  const { signal } = options;
  const sizeBytes = await sizeOf(path);
  if (sizeBytes === 0) throw new MediaError('unreadable-file', 'The file is empty.');
  let isEstimate = false;
  const json = await runTool(
    tools.ffprobe,
    [
      ...['-hide_banner', '-loglevel', 'repeat+warning', '-of', 'json', '-show_format', '-show_streams'],
      ...probeArguments(path),
    ],
    {
      signal,
      limitSeconds: 120,
      onLine: (line) => {
        isEstimate ||= estimated.test(line);
      },
    },
  );
  const told = parseProbe(json.toString('utf8'));
  if (told.picture === null && told.sounds.length === 0) {
    throw new MediaError('unreadable-file', 'The file holds neither picture nor sound that can be decoded.');
  }
  const isDoubtful =
    isEstimate || (told.durationSeconds ?? Number.POSITIVE_INFINITY) > longestBelievedSeconds;
  const measured =
    isDoubtful || told.durationSeconds === null
      ? await measureDuration(tools, path, sizeBytes, signal)
      : told.durationSeconds;
  return {
    durationSeconds: measured ?? told.durationSeconds ?? 0,
    container: told.container,
    sizeBytes,
    picture: told.picture,
    sounds: told.sounds,
    coverArt: told.coverArt,
  };
};
