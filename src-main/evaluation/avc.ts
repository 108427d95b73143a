/** Correspondence judged on pairs whose truth is known. */
export interface AvcResult {
  /** Share of right answers, corresponding and not corresponding pairs alike. */
  accuracy: number;
  /** Share of right answers among the pairs that correspond, and among those that do not. */
  matched: number;
  mismatched: number;
  /** Number of pairs. */
  n: number;
}

/**
 * Audio-visual correspondence accuracy (Objects that Sound, §3.3): a pair is said to correspond when its
 * probability is above one half; exactly one half counts half, so that a model without opinion scores 0.5.
 * `probabilities[i]` in 0…1, `corresponds[i]` the truth.
 */
export function avcAccuracy(probabilities: ArrayLike<number>, corresponds: readonly boolean[]): AvcResult {
  const right = [0, 0];
  const count = [0, 0];
  for (const [index, truth] of corresponds.entries()) {
    const probability = probabilities[index] as number;
    const yes = probability > 0.5 ? 1 : probability === 0.5 ? 0.5 : 0;
    const side = truth ? 1 : 0;
    (count[side] as number)++;
    (right[side] as number) += truth ? yes : 1 - yes;
  }
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const [wrongRight = 0, matchRight = 0] = right;
  const [wrongCount = 0, matchCount = 0] = count;
  return {
    accuracy: share(wrongRight + matchRight, wrongCount + matchCount),
    matched: share(matchRight, matchCount),
    mismatched: share(wrongRight, wrongCount),
    n: wrongCount + matchCount,
  };
}

/**
 * For every item a partner from another group (another video), as an index; items are shifted by a seeded amount
 * rather than drawn one by one, so that every sound is used about as often as a negative as it is as a positive.
 * -1 for an item that has no partner.
 */
export function negativePartners(groups: ArrayLike<number>, shift: number): Int32Array {
  const count = groups.length;
  return Int32Array.from({ length: count }, (_, index) => {
    for (let step = 0; step < count; step++) {
      const partner = (index + 1 + ((shift + step) % Math.max(1, count - 1))) % count;
      if (groups[partner] !== groups[index]) return partner;
    }
    return -1;
  });
}
