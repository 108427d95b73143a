import type { ByteReader } from './byte-reader.ts';
import { FrameTimes } from './frame-times.ts';
import { MediaError } from './media-error.ts';
import { MomentAssembly } from './moment-assembly.ts';
import { planMoments } from './moment-plan.ts';
import { type RunningTool, startTool } from './run-tool.ts';
import type { DecodedMoment, DecodeMomentsOptions, Probe, Tools } from './types.ts';

// Enough to keep ffmpeg busy while the consumer computes: 350 kB each.
const momentsAhead = 16;
const soundPieceBytes = 38_400;

const pumpFrames = async (pipe: ByteReader, times: FrameTimes, assembly: MomentAssembly): Promise<void> => {
  const size = assembly.frameBytes;
  for (;;) {
    await assembly.room();
    const piece = await pipe.take(size);
    if (piece === null || piece.length < size) break;
    const atSeconds = await times.next();
    if (atSeconds === null) break;
    assembly.pushFrame({ atSeconds, pixels: new Uint8Array(piece) });
  }
  assembly.endFrames();
};

const pumpSound = async (pipe: ByteReader, assembly: MomentAssembly): Promise<void> => {
  for (;;) {
    await assembly.room();
    const piece = await pipe.take(soundPieceBytes);
    if (piece === null) break;
    assembly.pushSound(piece);
  }
  assembly.endSound();
};

const startPumps = (
  tool: RunningTool,
  plan: { picture: unknown; sound: unknown },
  times: FrameTimes,
  assembly: MomentAssembly,
): void => {
  if (plan.picture !== null) void pumpFrames(tool.output, times, assembly);
  if (plan.sound !== null) void pumpSound(tool.secondOutput ?? tool.output, assembly);
};

/** Ends for which what was decoded so far does not count as the file's content. */
const cutsShort = (failure: MediaError | null): failure is MediaError =>
  failure !== null && failure.code !== 'unreadable-file';

/**
 * Decodes a video into moments on the grid of `momentTimes`, in rising order: one ffmpeg process, one pipe of frames
 * and one of sound. It decodes at most a few moments ahead of the consumer. A file that is damaged or cut off gives the
 * moments it still holds; one that gives none throws `unreadable-file`. Also throws `no-picture` or `no-sound` when only
 * `parts` that the file lacks were asked for, `invalid-input`, `time-limit` and `cancelled`.
 */
export async function* decodeMoments(
  tools: Tools,
  path: string,
  probe: Probe,
  options: DecodeMomentsOptions,
): AsyncGenerator<DecodedMoment, void, undefined> {
  const plan = planMoments(tools, path, probe, options);
  if (plan.picture === null && plan.sound === null) {
    const lacking = options.parts === 'sound' ? 'sound' : 'picture';
    throw new MediaError(`no-${lacking}`, `The file has no ${lacking}.`);
  }
  if (plan.grid.length === 0) return;
  const assembly = new MomentAssembly(plan, momentsAhead);
  const times = new FrameTimes(plan.picture?.framesPerSecond ?? 0);
  const tool: RunningTool = startTool(tools.ffmpeg, plan.arguments, {
    signal: options.signal,
    limitSeconds: 120 + 60 * probe.durationSeconds,
    withSecondOutput: plan.picture !== null && plan.sound !== null,
    onLine: times.read,
    isWorking: () => tool.output.hungry || tool.secondOutput?.hungry === true,
  });
  const ended = tool.ended.then(() => times.close());
  startPumps(tool, plan, times, assembly);
  let count = 0;
  try {
    for (;;) {
      const moment = await assembly.next();
      const failure = tool.failure();
      if (cutsShort(failure)) throw failure;
      if (moment === null) break;
      count += 1;
      yield moment;
    }
    await ended;
    const failure = tool.failure();
    if (failure !== null && (count === 0 || cutsShort(failure))) throw failure;
    if (count === 0) {
      throw new MediaError('unreadable-file', 'Neither a frame nor a sound of the file could be decoded.');
    }
  } finally {
    tool.kill();
    await ended;
  }
}
