import { availableParallelism } from 'node:os';
import type { TimedFrame } from './frame-picker.ts';
import { type InputOptions, pictureRunUpSeconds } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { readFrames } from './read-frames.ts';
import type { PictureTrack, Probe, Tools } from './types.ts';

// Times travel as decimal numbers: a frame that begins this little after a time is meant by it.
const slackSeconds = 5e-4;
// Seeks of this little would cost more in exactness than they save.
const shortestSeek = 1;

/**
 * Threads for the way from a keyframe to the frame. ffmpeg takes one more than there are cores, and its threads of
 * whole frames wait for each other: on two cores, four of them went 250 frames in 0.8 of the time of three. On many
 * cores its choice is good enough, and more threads would only take memory.
 */
const runUpThreads = (): number | undefined => {
  const cores = availableParallelism();
  return cores > 1 && cores <= 4 ? 2 * cores : undefined;
};

/** The picture track of a file. Throws `no-picture` when it has none. */
export const pictureOf = (probe: Probe): PictureTrack => {
  if (probe.picture === null) throw new MediaError('no-picture', 'The file has no moving picture.');
  return probe.picture;
};

/** Throws `invalid-input` unless the value is a time one can look for. */
export const checkTime = (seconds: number, field: string): void => {
  if (Number.isFinite(seconds) && seconds >= 0) return;
  throw new MediaError('invalid-input', `${seconds} is not a time in a file.`, {
    field,
    allowed: '0 seconds or more',
  });
};

type Place = { readonly input: InputOptions; readonly fromSeconds: number };

/**
 * Where to look for the frame shown at a time, in the order of cost: just before it; from the keyframe before it, for
 * a frame that is held for long; from the start, for files in which one cannot seek.
 */
const places = (atSeconds: number, probe: Probe, framesPerSecond: number): Place[] => {
  const near = atSeconds - Math.max(0.1, framesPerSecond > 0 ? 2 / framesPerSecond : 0);
  const runUp = pictureRunUpSeconds(probe.container);
  const fromStart: Place = { input: {}, fromSeconds: 0 };
  if (near - runUp < shortestSeek)
    return near < shortestSeek ? [fromStart] : [{ input: {}, fromSeconds: near }, fromStart];
  if (runUp > 0) {
    return [{ input: { seekSeconds: near - runUp, fromKeyframe: true }, fromSeconds: near }, fromStart];
  }
  return [
    { input: { seekSeconds: near }, fromSeconds: near },
    { input: { seekSeconds: atSeconds, fromKeyframe: true }, fromSeconds: 0 },
    fromStart,
  ];
};

/**
 * The frame shown at a time: the last that begins no later. Before the first frame it is the first, after the last one
 * the last. Throws `unreadable-file` when none can be decoded.
 */
export const shownFrame = async (
  tools: Tools,
  path: string,
  probe: Probe,
  atSeconds: number,
  picture: { filters: string; width: number; height: number; signal?: AbortSignal | undefined },
): Promise<TimedFrame> => {
  checkTime(atSeconds, 'atSeconds');
  const { index, framesPerSecond } = pictureOf(probe);
  const until = atSeconds + slackSeconds;
  for (const { input, fromSeconds } of places(atSeconds, probe, framesPerSecond)) {
    const isLastResort = input.seekSeconds === undefined && fromSeconds === 0;
    let shown: TimedFrame | null = null;
    const span = `trim=start=${fromSeconds.toFixed(6)}:end=${until.toFixed(6)}`;
    const frames = readFrames(tools, path, {
      ...picture,
      input: { ...input, threads: runUpThreads() },
      stream: index,
      framesPerSecond,
      // From the start, the first frame counts even when it begins later; nothing else may.
      filters: `${isLastResort ? `select='lte(t,${until.toFixed(6)})+isnan(prev_t)'` : span},${picture.filters}`,
      limitSeconds: 120 + 60 * probe.durationSeconds,
    });
    for await (const frame of frames) {
      if (shown !== null && frame.atSeconds > until) break;
      shown = frame;
    }
    if (shown !== null && (shown.atSeconds <= until || isLastResort)) return shown;
  }
  throw new MediaError('unreadable-file', 'No frame of the file could be decoded.');
};
