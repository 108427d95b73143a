import { probeArguments } from './input-arguments.ts';
import { runTool } from './run-tool.ts';
import type { Cancellable, Probe, Tools } from './types.ts';

/** A frame's line is about 25 bytes; this holds a day of 100 frames a second. */
const longestAnswerBytes = 256 * 2 ** 20;

/**
 * When each frame of the picture appears, in order: frame 0 is the first. Seconds from the start of the file, to the
 * microsecond, told by the container without decoding (the whole file is read). Null without a picture, and where the
 * container does not time every frame, as some AVI files and raw streams do not. Throws `not-found`,
 * `unreadable-file`, `time-limit`, `missing-program`, `cancelled`.
 */
export const pictureTimes = async (
  tools: Tools,
  path: string,
  probe: Probe,
  options: Cancellable = {},
): Promise<Float64Array | null> => {
  if (probe.picture === null) return null;
  const output = await runTool(
    tools.ffprobe,
    [
      ...['-hide_banner', '-loglevel', 'repeat+warning', '-of', 'csv=print_section=1'],
      ...['-select_streams', String(probe.picture.index)],
      ...['-show_entries', 'format=start_time:packet=pts_time,flags'],
      ...probeArguments(path),
    ],
    { ...options, limitSeconds: 60 + probe.sizeBytes / 1e6, maxBytes: longestAnswerBytes },
  );
  return parsePictureTimes(output.toString('latin1'));
};

/**
 * Reads ffprobe's `packet,PTS,FLAGS` and `format,START` lines. Packets come in the order of decoding; those marked
 * `D` lie before the start of an edit and are never shown. Null when a packet has no time, or two have the same.
 */
export const parsePictureTimes = (text: string): Float64Array | null => {
  const fileStart = Number(/^format,([\d.-]+)/m.exec(text)?.[1] ?? 0);
  const times: number[] = [];
  for (const [, time = '', flags = ''] of text.matchAll(/^packet,([^,\n]*),?([^,\n]*)/gm)) {
    if (flags.includes('D')) continue;
    const seconds = Number(time) - (Number.isFinite(fileStart) ? fileStart : 0);
    if (time.trim() === '' || !Number.isFinite(seconds)) return null;
    times.push(Math.round(seconds * 1e6) / 1e6);
  }
  const sorted = Float64Array.from(times).sort();
  const distinct = sorted.every((time, frame) => frame === 0 || time > (sorted[frame - 1] as number));
  return sorted.length > 0 && distinct ? sorted : null;
};
