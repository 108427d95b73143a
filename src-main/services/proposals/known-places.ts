import { extentOf } from '../../contract/boxes.ts';
import type { Annotation, Store } from '../../store/index.ts';

interface Stretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What is said already about the time of one video. */
export interface KnownPlaces {
  /** Whether a person's labelled annotation covers a time. */
  isLabelled(at: number): boolean;
  /** Whether a stretch was proposed before, by that method and with that label, or is annotated for the most part. */
  isKnown(stretch: Stretch, method: string, labelId: number | null): boolean;
  /** Proposed spans that have no label yet. */
  readonly unnamed: readonly Annotation[];
}

const own = new Set(['accepted', 'checked', 'unsure']);

/** Reads what a video's annotations say, rejected proposals included. */
export function knownPlaces(store: Store, videoId: number): KnownPlaces {
  const { items } = store.annotations.list({
    videoId,
    statuses: ['proposed', 'accepted', 'checked', 'unsure', 'rejected'],
  });
  const placed = items.flatMap((annotation) => {
    const extent = extentOf(annotation);
    return extent === null ? [] : [{ annotation, extent }];
  });
  return {
    isLabelled: (at) =>
      placed.some(
        ({ annotation, extent }) =>
          own.has(annotation.status) &&
          annotation.labelId !== null &&
          at >= extent.fromSeconds &&
          at <= extent.toSeconds,
      ),
    isKnown: (stretch, method, labelId) =>
      placed.some(({ annotation, extent }) => {
        if (own.has(annotation.status)) {
          const sameLabel = labelId === null || annotation.labelId === labelId;
          return sameLabel && overlap(stretch, extent) > 0.5 * lengthOf(stretch);
        }
        const sameProposal =
          annotation.proposal?.method === method && annotation.proposal.labelId === labelId;
        return sameProposal && intersectionOverUnion(stretch, extent) > 0.5;
      }),
    unnamed: items.filter(
      ({ status, labelId, span }) => status === 'proposed' && labelId === null && span !== null,
    ),
  };
}

function lengthOf({ fromSeconds, toSeconds }: Stretch): number {
  return toSeconds - fromSeconds;
}

function overlap(one: Stretch, other: Stretch): number {
  return Math.max(Math.min(one.toSeconds, other.toSeconds) - Math.max(one.fromSeconds, other.fromSeconds), 0);
}

function intersectionOverUnion(one: Stretch, other: Stretch): number {
  const both = overlap(one, other);
  const union = lengthOf(one) + lengthOf(other) - both;
  return union > 0 ? both / union : 0;
}
