import { boxAt, extentOf, type KeyBox } from '../../contract/boxes.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { Annotation, AnnotationContent } from '../../store/index.ts';

type Place = Pick<AnnotationContent, 'span' | 'boxes'>;

/**
 * Cuts what an annotation covers in two at a time; a moving box is cut where it is then.
 * @throws EarsightError `invalid-input` when the time is not strictly inside
 */
export function splitPlace(place: Place, atSeconds: number): { first: Place; second: Place } {
  const extent = extentOf(place);
  if (extent === null || !(atSeconds > extent.fromSeconds && atSeconds < extent.toSeconds))
    throw new EarsightError('invalid-input', `There is nothing to split at ${atSeconds} s.`, {
      field: 'atSeconds',
      allowed:
        extent === null
          ? 'an annotation with a span or moving boxes'
          : `between ${extent.fromSeconds} and ${extent.toSeconds} s`,
    });
  return {
    first: cutPlace(place, extent.fromSeconds, atSeconds),
    second: cutPlace(place, atSeconds, extent.toSeconds),
  };
}

/**
 * What is left of a place between two times: the span is set to them where there was one (a bare track of boxes
 * stays bare), key boxes outside go, and a box that is there on both sides of an end gets a key box at that end.
 */
export function cutPlace(place: Place, fromSeconds: number, toSeconds: number): Place {
  const kept = place.boxes.filter((box) => box.atSeconds >= fromSeconds && box.atSeconds <= toSeconds);
  const boxes = new Map<number, KeyBox>(kept.map((box) => [box.atSeconds, box]));
  for (const end of [fromSeconds, toSeconds]) {
    const box = isBetweenKeys(place.boxes, end) ? boxAt(place, end) : null;
    if (box !== null) boxes.set(end, box);
  }
  // A piece of the time in which the box stood still has no key box of its own yet.
  const still = boxes.size === 0 ? boxAt(place, fromSeconds) : null;
  if (still !== null) boxes.set(fromSeconds, still);
  return {
    span: place.span === null ? null : { fromSeconds, toSeconds },
    boxes: [...boxes.values()].sort((a, b) => a.atSeconds - b.atSeconds),
  };
}

function isBetweenKeys(boxes: readonly KeyBox[], atSeconds: number): boolean {
  const [first, last] = [boxes[0], boxes.at(-1)];
  return (
    first !== undefined && last !== undefined && first.atSeconds < atSeconds && atSeconds < last.atSeconds
  );
}

/**
 * One annotation that covers all: span from the first start to the last end, all key boxes (of two at one time
 * the earlier annotation's), all notes, the wider frequency range, `unsure` if any was and `checked` only if all
 * were.
 * @throws EarsightError `invalid-input` when they are of different videos or labels
 */
export function mergePlaces(annotations: readonly Annotation[]): Partial<AnnotationContent> {
  const [first] = annotations;
  for (const [field, what] of [
    ['videoId', 'video'],
    ['labelId', 'label'],
  ] as const)
    if (annotations.some((annotation) => annotation[field] !== first![field]))
      throw new EarsightError('invalid-input', `Only annotations of one ${what} can be merged.`, {
        field: 'items',
        allowed: `one ${what}`,
      });
  const spans = annotations.flatMap(({ span }) => (span === null ? [] : [span]));
  const boxes = new Map<number, KeyBox>();
  for (const box of annotations.flatMap((annotation) => annotation.boxes))
    if (!boxes.has(box.atSeconds)) boxes.set(box.atSeconds, box);
  return {
    span:
      spans.length === 0
        ? null
        : {
            fromSeconds: Math.min(...spans.map((span) => span.fromSeconds)),
            toSeconds: Math.max(...spans.map((span) => span.toSeconds)),
          },
    boxes: [...boxes.values()],
    lowHz: widest(annotations, 'lowHz', Math.min),
    highHz: widest(annotations, 'highHz', Math.max),
    note: [...new Set(annotations.map(({ note }) => note).filter((note) => note !== ''))].join('\n'),
    status: mergedStatus(annotations),
  };
}

/** Without a bound on one of them, the whole has none. */
function widest(
  annotations: readonly Annotation[],
  field: 'lowHz' | 'highHz',
  pick: (...values: number[]) => number,
): number | null {
  const values = annotations.map((annotation) => annotation[field]);
  return values.every((value) => value !== null) ? pick(...values) : null;
}

function mergedStatus(annotations: readonly Annotation[]): AnnotationContent['status'] {
  if (annotations.some(({ status }) => status === 'unsure')) return 'unsure';
  return annotations.every(({ status }) => status === 'checked') ? 'checked' : 'accepted';
}
