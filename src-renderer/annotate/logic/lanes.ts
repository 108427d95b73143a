import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import { extentOf } from '../../../src-main/contract/boxes.ts';

/** An annotation with the times it covers; one about the whole video covers all of it. */
export interface PlacedAnnotation {
  readonly annotation: Annotation;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Which of the lane's rows it lies in: those that overlap lie below each other. */
  readonly row: number;
}

/** The track of one label, or of what has none. */
export interface Lane {
  readonly labelId: number | null;
  readonly rows: number;
  readonly placed: readonly PlacedAnnotation[];
}

/** More would leave no room for the picture: what overlaps beyond shares the last row. */
const mostRows = 4;

/**
 * A lane for each of the given labels in their order, and for every other one that an annotation bears; those without
 * a label come last. Within a lane each annotation takes the first row that is free at its start.
 */
export function layOutLanes(
  annotations: readonly Annotation[],
  labelIds: readonly number[],
  durationSeconds: number,
): Lane[] {
  const byLabel = new Map<number | null, Annotation[]>(labelIds.map((id) => [id, []]));
  for (const annotation of annotations) {
    const lane = byLabel.get(annotation.labelId);
    if (lane) lane.push(annotation);
    else byLabel.set(annotation.labelId, [annotation]);
  }
  const lanes = [...byLabel].map(([labelId, members]) => layOutLane(labelId, members, durationSeconds));
  return lanes.sort((one, other) => Number(one.labelId === null) - Number(other.labelId === null));
}

function layOutLane(labelId: number | null, members: readonly Annotation[], durationSeconds: number): Lane {
  const timed = members
    .map((annotation) => {
      const extent = extentOf(annotation) ?? { fromSeconds: 0, toSeconds: durationSeconds };
      return { annotation, ...extent };
    })
    .sort((one, other) => one.fromSeconds - other.fromSeconds || one.annotation.id - other.annotation.id);
  const ends: number[] = [];
  const placed = timed.map((item) => {
    const free = ends.findIndex((end) => end <= item.fromSeconds + 1e-6);
    const row = free >= 0 ? free : Math.min(ends.length, mostRows - 1);
    ends[row] = Math.max(ends[row] ?? 0, item.toSeconds);
    return { ...item, row };
  });
  return { labelId, rows: Math.max(ends.length, 1), placed };
}

/** The annotations of a video in the order in which a person goes through them: by start, then by number. */
export function inTimeOrder(annotations: readonly Annotation[]): Annotation[] {
  const start = (annotation: Annotation) => extentOf(annotation)?.fromSeconds ?? -1;
  return [...annotations].sort((one, other) => start(one) - start(other) || one.id - other.id);
}
