import type { TrainingClip } from '../dataset/training-set.ts';
import { type Random, randomStream } from '../random.ts';
import { RequestRefused } from '../trainer/request-refused.ts';

/** `safe` prevents the shortcut of §3.3; `naive` takes negatives' sound at any time and so shows the flaw. */
export type Sampling = 'safe' | 'naive';

export interface SamplerOptions {
  readonly seed: number;
  readonly sampling: Sampling;
  /** Largest shift of the sound against the frame, in seconds, for positives and negatives alike (L³: 1). */
  readonly misalignmentSeconds: number;
}

/** One sample of the correspondence task: a frame, and the second of sound centred on a time. */
export interface Pair {
  readonly frame: { readonly clip: number; readonly moment: number };
  readonly sound: { readonly clip: number; readonly centreSeconds: number };
  /** 1 when both come from the same time of the same video, 0 when from two different videos. */
  readonly label: 0 | 1;
}

/** Draws pairs from some clips. Pair i of a seed is always the same one. */
export interface Sampler {
  /** Moments that a frame may be taken from, of all videos. */
  readonly moments: number;
  pair(index: number, label: 0 | 1): Pair;
  /**
   * Matching pairs for a contrastive batch: `perVideo` consecutive ones of each of `count / perVideo` videos,
   * all different as far as there are so many.
   */
  matchingPairs(index: number, count: number, perVideo: number): readonly Pair[];
}

/** Pairs that do not match take two videos. */
export class TooFewVideos extends RequestRefused {
  constructor(count: number) {
    super(
      `Training needs at least two videos with picture and sound; there ${count === 1 ? 'is one' : 'are none'}. Add videos to the library.`,
      'folders',
      'folders with two videos or more that are neither black nor silent',
    );
  }
}

interface Place {
  readonly clip: number;
  readonly moment: number;
}

/**
 * Pair sampling with shortcut prevention (Objects that Sound, §3.3). Frames lie on their video's frame grid.
 * The sound of a negative pair is drawn exactly as that of a positive one: a usable moment of the grid of its
 * own video, shifted by whole frames. Only the video differs, so its time can tell the two apart no more. Videos
 * come first and their moments second, for frames and for both kinds of sounds: were frames drawn from all moments
 * alike, the sounds of long videos would be more frequent in positive pairs than in negative ones.
 *
 * @param chosen indices into `clips` to draw from. Throws `TooFewVideos` when fewer than two videos have a usable moment.
 */
export function pairSampler(
  clips: readonly TrainingClip[],
  chosen: readonly number[],
  options: SamplerOptions,
): Sampler {
  const places = chosen.flatMap((clip) => usablePlaces(clips[clip]!, clip));
  const videos = [...new Set(places.map(({ clip }) => clips[clip]!.video))];
  if (videos.length < 2) {
    throw new TooFewVideos(videos.length);
  }
  const byVideo = new Map(
    videos.map((video) => [video, places.filter(({ clip }) => clips[clip]!.video === video)]),
  );
  const anyPlace = (random: Random): Place => pick(byVideo.get(pick(videos, random))!, random);
  const another = (place: Place, random: Random): Place => {
    const own = clips[place.clip]!.video;
    let video = own;
    while (video === own) video = pick(videos, random);
    return pick(byVideo.get(video)!, random);
  };
  const soundAt = (place: Place, random: Random, anyTime: boolean) => ({
    clip: place.clip,
    centreSeconds: anyTime
      ? anyCentre(clips[place.clip]!, random)
      : gridCentre(clips[place.clip]!, place.moment, options.misalignmentSeconds, random),
  });
  return {
    moments: places.length,
    pair: (index, label) => {
      const random = randomStream(options.seed, index);
      const frame = anyPlace(random);
      if (label === 1) return { frame, sound: soundAt(frame, random, false), label };
      return { frame, sound: soundAt(another(frame, random), random, options.sampling === 'naive'), label };
    },
    matchingPairs: (index, count, perVideo) => {
      const random = randomStream(options.seed, index, 1);
      return drawVideos(videos, Math.ceil(count / perVideo), random).flatMap((video) =>
        Array.from({ length: perVideo }, () => {
          const frame = pick(byVideo.get(video)!, random);
          return { frame, sound: soundAt(frame, random, false), label: 1 as const };
        }),
      );
    },
  };
}

function usablePlaces(clip: TrainingClip, index: number): readonly Place[] {
  return clip.moments.flatMap(({ usable }, moment) => (usable ? [{ clip: index, moment }] : []));
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.below(items.length)]!;
}

/** Different videos while there are any left; then from the start again. */
function drawVideos(videos: readonly string[], count: number, random: Random): readonly string[] {
  const left: string[] = [];
  return Array.from({ length: count }, () => {
    if (left.length === 0) left.push(...videos);
    return left.splice(random.below(left.length), 1)[0]!;
  });
}

/**
 * A moment's time shifted by whole frames, such that the second around it lies within the clip if it can and is not
 * silent: usable moments sound themselves, but what lies up to a second beside them may not.
 */
function gridCentre(clip: TrainingClip, moment: number, shiftSeconds: number, random: Random): number {
  const at = clip.moments[moment]!.atSeconds;
  const end = clip.startSeconds + clip.durationSeconds;
  const reach = Math.floor(shiftSeconds * clip.framesPerSecond + 1e-9);
  const lowest = Math.ceil((clip.startSeconds + 0.5 - at) * clip.framesPerSecond - 1e-9);
  const highest = Math.floor((end - 0.5 - at) * clip.framesPerSecond + 1e-9);
  const [from, to] = [Math.max(-reach, lowest), Math.min(reach, highest)];
  if (to < from) return at;
  const isSilent = (centre: number) =>
    clip.silent?.some(([start, stop]) => centre >= start && centre <= stop) ?? false;
  const centres = Array.from({ length: to - from + 1 }, (_, i) => at + (from + i) / clip.framesPerSecond);
  const sounding = centres.filter((centre) => !isSilent(centre));
  if (sounding.length < 2) return sounding[0] ?? at;
  return sounding[random.below(sounding.length)]!;
}

function anyCentre(clip: TrainingClip, random: Random): number {
  const end = clip.startSeconds + clip.durationSeconds;
  if (clip.durationSeconds <= 1) return clip.startSeconds + clip.durationSeconds / 2;
  return random.between(clip.startSeconds + 0.5, end - 0.5);
}
