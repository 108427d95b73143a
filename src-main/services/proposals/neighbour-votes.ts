/** A labelled moment near the one in question; the distance is between unit vectors, 0…2. */
export interface LabelledNeighbour {
  readonly labelId: number;
  readonly distance: number;
}

/** The label that most neighbours speak for. */
export interface Vote {
  readonly labelId: number;
  /** 0…1 */
  readonly confidence: number;
}

/**
 * Lets the nearest labelled moments vote, list by list: the same modality and the other, for the frame and for the
 * sound. Within a list the nearest counts 1 and the farthest nearly nothing (the distance weights of Dudani 1976);
 * a list as a whole counts by how near its nearest is, 1 for the same and nothing for unrelated (√2), so that a
 * modality in which nothing is near does not outvote one that is sure. The confidence is the winner's share of all
 * votes, times that nearness of the best list: neighbours that agree but are far away are no evidence.
 * @param lists each nearest first; may be empty
 */
export function voteOf(lists: readonly (readonly LabelledNeighbour[])[]): Vote | null {
  const votes = new Map<number, number>();
  let nearest = 0;
  for (const list of lists) {
    if (list.length === 0) continue;
    const closest = list[0]!.distance;
    const range = list.at(-1)!.distance - closest;
    const nearness = Math.max(1 - closest / Math.SQRT2, 0);
    nearest = Math.max(nearest, nearness);
    for (const { labelId, distance } of list) {
      // A little for the farthest too: with two neighbours it would else have no vote at all.
      const weight = range > 1e-9 ? 1 - 0.9 * ((distance - closest) / range) : 1;
      votes.set(labelId, (votes.get(labelId) ?? 0) + weight * nearness);
    }
  }
  const total = [...votes.values()].reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return null;
  const [labelId, weight] = [...votes].reduce((best, other) => (other[1] > best[1] ? other : best));
  return { labelId, confidence: (weight / total) * nearest };
}
