import type { Place } from './camera.ts';
import type { MapPoints } from './map-points.ts';

/** What keys on the map may do. */
export interface StageActions {
  readonly points: MapPoints;
  readonly focus: number | null;
  /** Radius of the circle that is being sized, in CSS pixels; null when there is none. */
  readonly circle: number | null;
  focusOn(point: number): void;
  nearestToMiddle(): number | null;
  resize(radius: number | null): void;
  take(radius: number): void;
  hear(point: number): void;
  jump(point: number): void;
  toggle(point: number): void;
  clear(): void;
  nothing(): void;
  pan(moved: Place): void;
  zoom(factor: number): void;
  showWhole(): void;
}

const directions: Readonly<Record<string, Place>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

const panPixels = 80;
const zoomStep = 1.4;
const firstRadius = 40;
const radiusStep = 1.25;

/** Does what a key on the map is for. @returns whether it was for the map */
export function hearStageKey(event: KeyboardEvent, actions: StageActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return hearCircle(event, actions) || hearMove(event, actions) || hearPoint(event, actions);
}

/** The circle's keys come first while it is there. */
function hearCircle({ key }: KeyboardEvent, { circle, resize, take }: StageActions): boolean {
  if (circle === null) return false;
  if (key === '+' || key === '=' || key === 'ArrowUp') resize(circle * radiusStep);
  else if (key === '-' || key === 'ArrowDown') resize(Math.max(4, circle / radiusStep));
  else if (key === 'Enter') {
    take(circle);
    resize(null);
  } else if (key === 'Escape') resize(null);
  else return false;
  return true;
}

function hearMove({ key, shiftKey }: KeyboardEvent, actions: StageActions): boolean {
  const direction = directions[key];
  if (direction && shiftKey) {
    actions.pan({ x: -direction.x * panPixels, y: direction.y * panPixels });
  } else if (direction) {
    const next =
      actions.focus === null
        ? actions.nearestToMiddle()
        : actions.points.grid.towards(actions.focus, direction);
    if (next === null) actions.nothing();
    else actions.focusOn(next);
  } else if (key === '+' || key === '=') actions.zoom(zoomStep);
  else if (key === '-') actions.zoom(1 / zoomStep);
  else if (key === '0') actions.showWhole();
  else return false;
  return true;
}

function hearPoint({ key }: KeyboardEvent, actions: StageActions): boolean {
  const { focus } = actions;
  if (key === 'Escape') {
    actions.clear();
    return true;
  }
  if (focus === null) return false;
  if (key === 'Enter') actions.hear(focus);
  else if (key === ' ') actions.toggle(focus);
  else if (key === 'g' || key === 'G') actions.jump(focus);
  else if (key === 'l' || key === 'L') actions.resize(firstRadius);
  else return false;
  return true;
}

/**
 * The diameter of a point in CSS pixels: smaller the more there are, larger the closer one looks, and growing with the
 * letters on a large screen. @param scale of the letters, 1 in the smallest window
 */
export function diameterOf(count: number, zoom: number, scale = 1): number {
  const base = Math.min(9, Math.max(2.5, 900 / Math.sqrt(Math.max(1, count)) / 2));
  return Math.min(14, base * Math.max(1, zoom) ** 0.3) * scale;
}

/** How far from a point the pointer may be to mean it, in CSS pixels. */
export function reachOf(diameter: number): number {
  return Math.max(8, diameter);
}
