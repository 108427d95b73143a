/** How well a frame's own sound is told from the sounds of other videos, whatever the scale of the scores. */
export interface MatchingResult {
  /** Share of frames whose own sound scores above one other sound; ties count half. */
  twoWay: number;
  /** Share of frames whose own sound is among the best 5; ties by chance. */
  topFive: number;
  /** Sounds in a choice, the own one included: 100, or fewer where there are too few videos (their mean). */
  of: number;
  n: number;
}

/** Sounds that a frame's own one stands among, itself included. */
const choiceSize = 100;
const top = 5;

/**
 * For each item (one frame and one sound) of `videos[i]`, the items whose sounds stand against its own: up to 99 of
 * other videos, evenly spread over the set from a place that `shift` turns. The same shift gives the same choice.
 */
export function chooseOtherSounds(videos: ArrayLike<number>, shift = 0): Int32Array[] {
  return Array.from({ length: videos.length }, (_, frame) => {
    const candidates: number[] = [];
    for (let step = 1; step < videos.length; step++) {
      const sound = (frame + step) % videos.length;
      if (videos[sound] !== videos[frame]) candidates.push(sound);
    }
    const wanted = Math.min(choiceSize - 1, candidates.length);
    const turn = candidates.length === 0 ? 0 : (shift + frame * 7) % candidates.length;
    return Int32Array.from({ length: wanted }, (_, index) => {
      const place = Math.floor((index * candidates.length) / wanted) + turn;
      return candidates[place % candidates.length] as number;
    });
  });
}

/**
 * Scores choices: each holds the score of a frame with its own sound and with the others (higher is better). The
 * first of the others serves the two-way choice. Choices without others are left out.
 */
export function scoreMatching(
  choices: readonly { own: number; others: ArrayLike<number> }[],
): MatchingResult {
  const counted = choices.filter(({ others }) => others.length > 0);
  const n = counted.length;
  if (n === 0) return { twoWay: 0, topFive: 0, of: 0, n };
  let [twoWay, topFive, size] = [0, 0, 0];
  for (const { own, others } of counted) {
    const first = others[0] as number;
    twoWay += first < own ? 1 : first === own ? 0.5 : 0;
    let [above, level] = [0, 0];
    for (let index = 0; index < others.length; index++) {
      if ((others[index] as number) > own) above++;
      if (others[index] === own) level++;
    }
    topFive += Math.min(1, Math.max(0, (top - above) / (level + 1)));
    size += others.length + 1;
  }
  return { twoWay: twoWay / n, topFive: topFive / n, of: Math.round(size / n), n };
}
