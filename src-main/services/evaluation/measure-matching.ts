import {
  avcAccuracy,
  chooseOtherSounds,
  type MatchingResult,
  negativePartners,
  normaliseRows,
  scoreMatching,
} from '../../evaluation/index.ts';
import type { Embedders, MeasuredMoment } from './embed-moments.ts';
import { tablesOf } from './measure-retrieval.ts';

/** AVC accuracy and matching over one moment of each video. */
export interface MatchingScores {
  /** Null where there is no probability: halves of two models, or vectors aligned by CCA. */
  readonly accuracy: number | null;
  readonly matched: number | null;
  readonly mismatched: number | null;
  readonly matching: MatchingResult;
  /** For every moment whether its own sound scores above one other: 1, 0.5 or 0. */
  readonly twoWay: readonly number[];
  /** Pairs judged for the accuracy. */
  readonly n: number;
}

/** Vectors of all moments in a space of their own. */
type AlignedTables = ReturnType<typeof tablesOf>;

/** Scores of one frame with several sounds, higher is better; null where frames and sounds cannot be compared. */
type Scorer = (frame: number, sounds: readonly number[]) => Promise<ArrayLike<number> | null>;

/**
 * Measures correspondence on `moments`, one of each video: every frame with its own sound and with the sound of
 * another video (Objects that Sound, §3.3), and its own sound among a hundred. `videos` numbers the moments' videos;
 * `aligned` are their vectors after CCA, null without. `between` is awaited before every frame.
 */
export async function measureMatching(
  moments: readonly MeasuredMoment[],
  videos: readonly number[],
  embedders: Embedders,
  aligned: AlignedTables | null,
  seed: number,
  between: (done: number, of: number) => Promise<void> = async () => {},
): Promise<MatchingScores> {
  const judging = embedders.probabilities && aligned === null;
  const score = judging
    ? modelScorer(moments, embedders)
    : distanceScorer(aligned ?? tablesOf(moments, null));
  const partners = negativePartners(videos, seed);
  const others = chooseOtherSounds(videos, seed);
  const probabilities: number[] = [];
  const truth: boolean[] = [];
  const choices: { own: number; others: ArrayLike<number> }[] = [];
  for (const frame of moments.keys()) {
    const partner = partners[frame] as number;
    if (partner < 0) continue;
    await between(frame, moments.length);
    const sounds = [frame, partner, ...(others[frame] as Int32Array)];
    const scores = await score(frame, sounds);
    if (scores === null) break;
    const [own, other, ...rest] = Array.from(scores) as [number, number, ...number[]];
    probabilities.push(own, other);
    truth.push(true, false);
    choices.push({ own, others: rest });
  }
  const avc = avcAccuracy(probabilities, truth);
  const judged = judging && avc.n > 0;
  return {
    accuracy: judged ? avc.accuracy : null,
    matched: judged ? avc.matched : null,
    mismatched: judged ? avc.mismatched : null,
    matching: scoreMatching(choices),
    twoWay: choices.map((choice) => scoreMatching([choice]).twoWay),
    n: judged ? avc.n : 0,
  };
}

/** By the model's own fusion; AVOL-Net's is the largest cell of the map (§4), not that of the mean vector. */
function modelScorer(moments: readonly MeasuredMoment[], { frames }: Embedders): Scorer {
  return async (frame, sounds) => {
    const { grid, frame: vector } = moments[frame] as MeasuredMoment;
    const soundOf = (sound: number): Float32Array => (moments[sound] as MeasuredMoment).sound;
    if (grid && frames.heatmap) {
      return sounds.map((sound) => frames.heatmap?.(grid, soundOf(sound)).score ?? 0);
    }
    const size = vector.length;
    const repeated = new Float32Array(sounds.length * size);
    const heard = new Float32Array(sounds.length * soundOf(frame).length);
    for (const [row, sound] of sounds.entries()) {
      repeated.set(vector, row * size);
      heard.set(soundOf(sound), row * soundOf(sound).length);
    }
    return frames.correspondence(repeated, heard, sounds.length);
  };
}

/** By the nearness of the vectors, where their sizes agree. */
function distanceScorer(tables: AlignedTables): Scorer {
  const frames = normaliseRows(tables.frames);
  const sounds = normaliseRows(tables.sounds);
  const size = frames.dimensions;
  return async (frame, others) => {
    if (size === 0 || sounds.dimensions !== size) return null;
    return others.map((sound) => {
      let product = 0;
      for (let index = 0; index < size; index++) {
        const [one, other] = [frames.values[frame * size + index], sounds.values[sound * size + index]];
        product += (one as number) * (other as number);
      }
      return product;
    });
  };
}
