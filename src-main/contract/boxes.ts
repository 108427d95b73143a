/** A box at a key time; coordinates 0…1 of the displayed picture, from its top left. */
export interface KeyBox {
  readonly atSeconds: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The part of an annotation that says where it is and when. */
export interface Extended {
  readonly span: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  /** In order of time, one per time. */
  readonly boxes: readonly KeyBox[];
}

/**
 * The times an annotation covers: from the start of its span or its first key box, whichever is earlier, to the
 * end of its span or its last key box. Null when it has neither: it is about the whole video.
 */
export function extentOf(annotation: Extended): { fromSeconds: number; toSeconds: number } | null {
  const { span, boxes } = annotation;
  const first = boxes[0]?.atSeconds ?? span?.fromSeconds;
  const last = boxes.at(-1)?.atSeconds ?? span?.toSeconds;
  if (first === undefined || last === undefined) return null;
  return {
    fromSeconds: Math.min(first, span?.fromSeconds ?? first),
    toSeconds: Math.max(last, span?.toSeconds ?? last),
  };
}

/**
 * The box of an annotation at a time, or null when it has none there. Between two key times the box moves
 * linearly; before the first and after the last it stands still for as long as the span lasts; outside both
 * there is none. Without a span a single key box is there at its own time only: `toleranceSeconds`, half the
 * length of a frame, lets the frame that shows that time find it.
 */
export function boxAt(annotation: Extended, atSeconds: number, toleranceSeconds = 0): KeyBox | null {
  const { boxes } = annotation;
  const extent = extentOf(annotation);
  const first = boxes[0];
  const last = boxes.at(-1);
  if (extent === null || first === undefined || last === undefined) return null;
  if (atSeconds < extent.fromSeconds - toleranceSeconds || atSeconds > extent.toSeconds + toleranceSeconds)
    return null;
  if (atSeconds <= first.atSeconds) return { ...first, atSeconds };
  if (atSeconds >= last.atSeconds) return { ...last, atSeconds };
  const next = firstAfter(boxes, atSeconds);
  return between(boxes[next - 1]!, boxes[next]!, atSeconds);
}

/** Index of the first key box later than a time, by bisection: tracks may have thousands. */
function firstAfter(boxes: readonly KeyBox[], atSeconds: number): number {
  let low = 0;
  let high = boxes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (boxes[middle]!.atSeconds <= atSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function between(before: KeyBox, after: KeyBox, atSeconds: number): KeyBox {
  const share = (atSeconds - before.atSeconds) / (after.atSeconds - before.atSeconds);
  const mix = (a: number, b: number): number => a + (b - a) * share;
  return {
    atSeconds,
    x0: mix(before.x0, after.x0),
    y0: mix(before.y0, after.y0),
    x1: mix(before.x1, after.x1),
    y1: mix(before.y1, after.y1),
  };
}
