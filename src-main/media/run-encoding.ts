import { startTool } from './run-tool.ts';
import { parseProgress } from './tool-output.ts';
import type { Cancellable, OnProgress, Tools } from './types.ts';

/** Runs ffmpeg with `-progress pipe:1` to its end and tells the share done. Throws its failure. */
export const runEncoding = async (
  tools: Tools,
  args: readonly string[],
  options: Cancellable & {
    limitSeconds: number;
    durationSeconds: number;
    onProgress?: OnProgress | undefined;
  },
): Promise<void> => {
  const tool = startTool(tools.ffmpeg, args, {
    signal: options.signal,
    limitSeconds: options.limitSeconds,
    stallSeconds: 300,
  });
  let rest = '';
  for (let piece = await tool.output.take(64); piece !== null; piece = await tool.output.take(64)) {
    const lines = (rest + Buffer.from(piece).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const seconds = parseProgress(line);
      if (seconds !== null && options.durationSeconds > 0) {
        options.onProgress?.(Math.min(1, seconds / options.durationSeconds));
      }
    }
  }
  await tool.ended;
  const failure = tool.failure();
  if (failure !== null) throw failure;
};
