import type { VideoLabels } from '../../evaluation/index.ts';
import { momentTimes } from '../../media/index.ts';
import { hashText } from '../composing/random.ts';

/** Why a moment is measured. */
export type Purpose = 'retrieval' | 'boxed' | 'silence' | 'unseen';

/** A time of a video to decode, and what for. */
export interface ChosenMoment {
  readonly at: number;
  readonly purposes: readonly Purpose[];
}

/** Times with boxes that are measured in one video, at most. */
const boxedTimes = 3;
/** What sounded before rings on for about this long. */
const ringingSeconds = 0.5;
/** Times this near are one: a frame at 25 a second lasts 0.04 s. */
const sameTime = 0.021;

/**
 * Chooses the moments of a video to measure, by the seed and the video's name alone: one random moment for
 * retrieval (Objects that Sound, App. A.2), up to three that have boxes, and one each within silence and within a
 * sound whose source is not in the picture, where the labels tell. A moment's second of sound lies within one
 * labelled segment, past the ringing of the one before.
 */
export function chooseMoments(
  entry: VideoLabels,
  durationSeconds: number,
  seed: number,
): readonly ChosenMoment[] {
  const grid = momentTimes(durationSeconds, 1);
  const rank = (at: number): number => hashText(`${seed} ${entry.video} ${at}`);
  const shuffled = [...grid].sort((a, b) => rank(a) - rank(b));
  const within = (at: number, kind: 'object' | 'silence' | 'absent'): boolean =>
    entry.segments.some(
      ({ kind: own, from, to }) =>
        own === kind && at - 0.5 >= from + (from > 0 ? ringingSeconds : 0) && at + 0.5 <= to,
    );
  const chosen = new Map<number, Set<Purpose>>();
  const add = (at: number | undefined, purpose: Purpose): void => {
    if (at === undefined) return;
    const same = [...chosen.keys()].find((other) => Math.abs(other - at) < sameTime) ?? at;
    chosen.set(same, (chosen.get(same) ?? new Set()).add(purpose));
  };
  const told = entry.segments.length > 0;
  add(
    shuffled.find((at) => !told || within(at, 'object')),
    'retrieval',
  );
  for (const at of chooseBoxed(entry, durationSeconds, grid, rank, within)) add(at, 'boxed');
  // Late in the span: rooms ring on into silence.
  add(
    grid.findLast((at) => within(at, 'silence')),
    'silence',
  );
  add(
    shuffled.find((at) => within(at, 'absent')),
    'unseen',
  );
  return [...chosen].map(([at, purposes]) => ({ at, purposes: [...purposes] })).sort((a, b) => a.at - b.at);
}

/** Moments learnt from in one video, at most. */
const learntMoments = 4;

/** Random moments of a video to learn an alignment from. */
export function chooseLearntMoments(
  entry: VideoLabels,
  durationSeconds: number,
  seed: number,
): readonly ChosenMoment[] {
  const rank = (at: number): number => hashText(`${seed} ${entry.video} ${at}`);
  const shuffled = momentTimes(durationSeconds, 1).sort((a, b) => rank(a) - rank(b));
  const times = shuffled.slice(0, learntMoments).sort((a, b) => a - b);
  return times.map((at) => ({ at, purposes: ['retrieval'] }));
}

/** Times with boxes, those on the grid first: they decode with the others in one go. */
function chooseBoxed(
  entry: VideoLabels,
  durationSeconds: number,
  grid: readonly number[],
  rank: (at: number) => number,
  within: (at: number, kind: 'object') => boolean,
): number[] {
  const times = new Set(entry.boxes.map(({ at }) => at ?? durationSeconds / 2));
  const usable = [...times].filter(
    (at) => at <= durationSeconds && (entry.segments.length === 0 || within(at, 'object')),
  );
  const onGrid = (at: number): boolean => grid.some((time) => Math.abs(time - at) < sameTime);
  usable.sort((a, b) => Number(onGrid(b)) - Number(onGrid(a)) || rank(a) - rank(b));
  return usable.slice(0, boxedTimes);
}
