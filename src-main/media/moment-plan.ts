import { type SparseFrames, sparseFrames } from './frame-picker.ts';
import { centreSquareFilters } from './geometry.ts';
import { commonArguments, everyFrameOnce, inputArguments, pictureRunUpSeconds } from './input-arguments.ts';
import { MediaError } from './media-error.ts';
import { momentTimes } from './moment-times.ts';
import { sampleRateHz, timelineSoundFilters } from './sound-buffer.ts';
import type { DecodeMomentsOptions, PictureTrack, Probe, SoundTrack, Tools } from './types.ts';

/** What a run of `decodeMoments` will do: its grid of times, the tracks it reads, and ffmpeg's arguments. */
export type MomentPlan = {
  readonly grid: readonly number[];
  readonly ratePerSecond: number;
  readonly frameSize: number;
  readonly picture: PictureTrack | null;
  readonly sound: SoundTrack | null;
  /** Only frames near the grid are asked for; where one is held, the plan must be made anew with all of them. */
  readonly candidatesOnly: boolean;
  /** Number of the first sample that ffmpeg gives, counted from time 0 of the file. */
  readonly firstSample: number;
  readonly arguments: readonly string[];
};

// Sound codecs need some packets before the first right sample; a whole number of tenths is exact in samples and µs.
const soundRunUpSeconds = 0.3;

const checkSize = (size: number): number => {
  if (Number.isInteger(size) && size >= 1 && size <= 4096) return size;
  throw new MediaError('invalid-input', `Frames of ${size} pixels cannot be made.`, {
    field: 'frameSize',
    allowed: 'a whole number from 1 to 4096',
  });
};

const pictureArguments = (
  tools: Tools,
  path: string,
  picture: PictureTrack,
  plan: { sparse: SparseFrames | null; frameSize: number; end: number; seek: number; runUp: number },
): { input: string[]; output: string[] } => ({
  // From the keyframe on, because the frame shown at the first grid time may have begun long before it.
  input: inputArguments(path, {
    seekSeconds: plan.seek - plan.runUp,
    fromKeyframe: true,
    skip: plan.sparse?.referenceFramesOnly ? 'non-reference' : undefined,
  }),
  output: [
    ...['-map', `0:${picture.index}`],
    '-vf',
    [
      `trim=end=${plan.end.toFixed(6)}`,
      ...(plan.sparse === null ? [] : [plan.sparse.filter]),
      centreSquareFilters(plan.frameSize),
      'showinfo',
    ].join(','),
    ...everyFrameOnce(tools.ffmpeg),
    ...['-c:v', 'rawvideo', '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
  ],
});

/**
 * Lays out the run. The file is opened twice by the same process, once for each pipe: ffmpeg then reads whichever
 * output is behind, and a file whose sound lies far from its picture cannot make one pipe run away from the other.
 * `allFrames` has every frame scaled and handed over, not just those near the grid.
 */
export const planMoments = (
  tools: Tools,
  path: string,
  probe: Probe,
  options: DecodeMomentsOptions & { readonly allFrames?: boolean },
): MomentPlan => {
  const { ratePerSecond, parts = 'both' } = options;
  const frameSize = checkSize(options.frameSize ?? 224);
  const from = options.fromSeconds ?? 0;
  const to = options.toSeconds ?? Number.POSITIVE_INFINITY;
  const grid = momentTimes(probe.durationSeconds, ratePerSecond).filter((at) => at >= from && at <= to);
  const picture = parts === 'sound' ? null : probe.picture;
  const sound = parts === 'frames' ? null : (probe.sounds[0] ?? null);
  const step = 1 / ratePerSecond;
  const first = grid[0] ?? 0;
  const end = (grid.at(-1) ?? 0) + step + 1;
  // Seeking is worth it only where there is something to skip; a plain start is robust to broken timestamps.
  const seek = first < 3 ? 0 : Math.floor((first - Math.min(step, 1) - 1) * 10) / 10;
  const soundSeek = seek === 0 ? 0 : Math.floor((first - 0.5 - step / 2 - 0.1) * 10) / 10;
  const firstSample = Math.round(Math.max(0, soundSeek) * sampleRateHz);
  const sparse =
    picture === null || options.allFrames ? null : sparseFrames(grid, ratePerSecond, picture.framesPerSecond);
  const inputs: string[] = [];
  const outputs: string[] = [];
  if (picture !== null) {
    const video = pictureArguments(tools, path, picture, {
      ...{ sparse, frameSize, end, seek },
      runUp: pictureRunUpSeconds(probe.container),
    });
    inputs.push(...video.input);
    outputs.push(...video.output);
  }
  if (sound !== null) {
    inputs.push(...inputArguments(path, { seekSeconds: Math.max(0, soundSeek - soundRunUpSeconds) }));
    outputs.push(
      ...['-map', `${picture === null ? 0 : 1}:${sound.index}`],
      ...['-af', timelineSoundFilters(firstSample, end)],
      ...['-c:a', 'pcm_f32le', '-f', 'f32le', picture === null ? 'pipe:1' : 'pipe:3'],
    );
  }
  return {
    grid,
    ratePerSecond,
    frameSize,
    picture,
    sound,
    candidatesOnly: sparse !== null,
    firstSample,
    arguments: [...commonArguments('info', seek > 0), ...inputs, ...outputs],
  };
};
