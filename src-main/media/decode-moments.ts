import type { ByteReader } from './byte-reader.ts';
import { FrameTimes } from './frame-times.ts';
import { MediaError } from './media-error.ts';
import { MomentAssembly } from './moment-assembly.ts';
import { type MomentPlan, planMoments } from './moment-plan.ts';
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

/** Ends for which what was decoded so far does not count as the file's content. */
const cutsShort = (failure: MediaError | null): failure is MediaError =>
  failure !== null && failure.code !== 'unreadable-file';

/** How a run ended: moments given, where to begin again with all frames (or null), and why ffmpeg failed if it did. */
type RunEnd = {
  readonly count: number;
  readonly stuckAt: number | null;
  readonly failure: MediaError | null;
};

/** Runs ffmpeg once and yields its moments. */
async function* runPlan(
  tools: Tools,
  plan: MomentPlan,
  limits: { durationSeconds: number; signal: AbortSignal | undefined },
): AsyncGenerator<DecodedMoment, RunEnd, undefined> {
  const assembly = new MomentAssembly(plan, momentsAhead);
  const times = new FrameTimes(plan.picture?.framesPerSecond ?? 0);
  const tool: RunningTool = startTool(tools.ffmpeg, plan.arguments, {
    signal: limits.signal,
    limitSeconds: 120 + 60 * limits.durationSeconds,
    withSecondOutput: plan.picture !== null && plan.sound !== null,
    onLine: times.read,
    isWorking: () => tool.output.hungry || tool.secondOutput?.hungry === true,
  });
  const ended = tool.ended.then(() => times.close());
  if (plan.picture !== null) void pumpFrames(tool.output, times, assembly);
  if (plan.sound !== null) void pumpSound(tool.secondOutput ?? tool.output, assembly);
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
    const { stuckAt } = assembly;
    if (stuckAt !== null) return { count, stuckAt, failure: null };
    await ended;
    const failure = tool.failure();
    if (cutsShort(failure)) throw failure;
    return { count, stuckAt, failure };
  } finally {
    tool.kill();
    await ended;
  }
}

/**
 * Decodes a video into moments on the grid of `momentTimes`, in rising order: one ffmpeg process, one pipe of frames
 * and one of sound. It decodes at most a few moments ahead of the consumer. Only frames near the grid are asked for;
 * where the file turns out to hold frames longer than its stated rate has it, ffmpeg is started again from there with
 * all of them, at some cost. A file that is damaged or cut off gives the moments it still holds; one that gives none
 * throws `unreadable-file`. Also throws `no-picture` or `no-sound` when only `parts` that the file lacks were asked for,
 * `invalid-input`, `time-limit` and `cancelled`.
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
  if (!(probe.durationSeconds > 0)) throw new MediaError('unreadable-file', 'It has no length.');
  if (plan.grid.length === 0) return;
  const limits = { durationSeconds: probe.durationSeconds, signal: options.signal };
  const first = yield* runPlan(tools, plan, limits);
  if (first.stuckAt !== null) {
    const rest = { ...options, fromSeconds: first.stuckAt, allFrames: true };
    yield* runPlan(tools, planMoments(tools, path, probe, rest), limits);
  } else if (first.count === 0) {
    throw (
      first.failure ??
      new MediaError('unreadable-file', 'Neither a frame nor a sound of it could be decoded.')
    );
  }
}
