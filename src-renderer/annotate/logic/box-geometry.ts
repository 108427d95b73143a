import type { KeyBox } from '../../../src-main/contract/boxes.ts';
import type { Box } from '../../../src-main/contract/values.ts';

/** What is taken hold of: all of a box, or the edges named by compass points. */
export type BoxGrip = 'whole' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';

/** The eight points of a box that can be dragged. */
export const boxGrips: readonly Exclude<BoxGrip, 'whole'>[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];

/** The smallest box, as a share of the picture: below it, it could not be taken hold of any more. */
const smallest = 0.005;

/**
 * A box after its grip was moved by a share of the picture: moved whole it keeps its size and stays inside; an edge
 * stops short of the opposite one and at the edge of the picture.
 */
export function draggedBox<Shape extends Box>(box: Shape, grip: BoxGrip, dx: number, dy: number): Shape {
  if (grip === 'whole') {
    const x0 = clamp(box.x0 + dx, 0, 1 - (box.x1 - box.x0));
    const y0 = clamp(box.y0 + dy, 0, 1 - (box.y1 - box.y0));
    return { ...box, x0, y0, x1: x0 + box.x1 - box.x0, y1: y0 + box.y1 - box.y0 };
  }
  return {
    ...box,
    x0: grip.includes('w') ? clamp(box.x0 + dx, 0, box.x1 - smallest) : box.x0,
    x1: grip.includes('e') ? clamp(box.x1 + dx, box.x0 + smallest, 1) : box.x1,
    y0: grip.includes('n') ? clamp(box.y0 + dy, 0, box.y1 - smallest) : box.y0,
    y1: grip.includes('s') ? clamp(box.y1 + dy, box.y0 + smallest, 1) : box.y1,
  };
}

/** The box with two points of the picture as opposite corners. */
export function boxBetween(one: { x: number; y: number }, other: { x: number; y: number }): Box {
  return {
    x0: clamp(Math.min(one.x, other.x), 0, 1),
    y0: clamp(Math.min(one.y, other.y), 0, 1),
    x1: clamp(Math.max(one.x, other.x), 0, 1),
    y1: clamp(Math.max(one.y, other.y), 0, 1),
  };
}

/** Whether two times are of one frame: nearer than half its length. */
export function sameFrame(one: number, other: number, framesPerSecond: number): boolean {
  return Math.abs(one - other) < 0.5 / framesPerSecond;
}

/** Key boxes with one set: it replaces the one of the same frame and keeps that one's exact time. */
export function withKeyBox(boxes: readonly KeyBox[], box: KeyBox, framesPerSecond: number): KeyBox[] {
  const before = boxes.find((other) => sameFrame(other.atSeconds, box.atSeconds, framesPerSecond));
  const kept = boxes.filter((other) => other !== before);
  const set = { ...box, atSeconds: before?.atSeconds ?? box.atSeconds };
  return [...kept, set].sort((one, other) => one.atSeconds - other.atSeconds);
}

/** Key boxes without the one of a frame. */
export function withoutKeyBox(
  boxes: readonly KeyBox[],
  atSeconds: number,
  framesPerSecond: number,
): KeyBox[] {
  return boxes.filter((box) => !sameFrame(box.atSeconds, atSeconds, framesPerSecond));
}

/** The nearest key time after or before a time; null when there is none. */
export function nextKeyTime(
  boxes: readonly KeyBox[],
  atSeconds: number,
  direction: 1 | -1,
  framesPerSecond: number,
): number | null {
  const margin = 0.5 / framesPerSecond;
  const found =
    direction > 0
      ? boxes.find((box) => box.atSeconds > atSeconds + margin)
      : boxes.findLast((box) => box.atSeconds < atSeconds - margin);
  return found?.atSeconds ?? null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
