import type { TimedFrame } from './frame-picker.ts';
import { FrameTimes } from './frame-times.ts';
import { commonArguments, everyFrameOnce, type InputOptions, inputArguments } from './input-arguments.ts';
import { startTool } from './run-tool.ts';
import type { Tools } from './types.ts';

export type ReadFramesOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly input?: InputOptions | undefined;
  /** Index of the stream to read. */
  readonly stream: number;
  /** ffmpeg filters; the last must leave a picture of `width` × `height`. */
  readonly filters: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly limitSeconds: number;
};

/**
 * Yields RGB frames, [row, column, channel], with their presentation times, as fast as they are taken. Leaving the loop
 * ends ffmpeg. A file that breaks off ends the frames; one that gave none throws why.
 */
export async function* readFrames(
  tools: Tools,
  path: string,
  options: ReadFramesOptions,
): AsyncGenerator<TimedFrame, void, undefined> {
  const times = new FrameTimes(options.framesPerSecond);
  const bytes = options.width * options.height * 3;
  const tool = startTool(
    tools.ffmpeg,
    [
      ...commonArguments('info', (options.input?.seekSeconds ?? 0) > 0),
      ...inputArguments(path, options.input),
      ...['-map', `0:${options.stream}`, '-vf', `${options.filters},showinfo`],
      ...everyFrameOnce(tools.ffmpeg),
      ...['-c:v', 'rawvideo', '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
    ],
    {
      signal: options.signal,
      limitSeconds: options.limitSeconds,
      onLine: times.read,
      isWorking: () => tool.output.hungry,
    },
  );
  const ended = tool.ended.then(() => times.close());
  let count = 0;
  try {
    for (;;) {
      const piece = await tool.output.take(bytes);
      if (piece === null || piece.length < bytes) break;
      const atSeconds = await times.next();
      if (atSeconds === null) break;
      count += 1;
      yield { atSeconds, pixels: new Uint8Array(piece) };
    }
    await ended;
    const failure = tool.failure();
    if (failure !== null && (count === 0 || failure.code !== 'unreadable-file')) throw failure;
  } finally {
    tool.kill();
    await ended;
  }
}
