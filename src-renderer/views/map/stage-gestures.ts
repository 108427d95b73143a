import type { Place } from './camera.ts';
import type { MapPoints } from './map-points.ts';
import type { MapState } from './map-state.svelte.ts';
import type { StageView } from './stage-view.svelte.ts';

interface Drag {
  readonly last: Place;
  readonly moved: boolean;
  readonly from: Place;
  readonly isLasso: boolean;
  /** What is chosen already stays chosen. */
  readonly adds: boolean;
}

interface Parts {
  readonly view: StageView;
  readonly map: MapState;
  readonly points: () => MapPoints;
  readonly tool: () => 'move' | 'lasso';
  /** A point was clicked. */
  visit(point: number): void;
  /** A point was clicked twice. */
  jump(point: number): void;
}

/** A press that strays less than this, in CSS pixels, is a click. */
const clickPixels = 4;

/** What a pointer does on the map: move it, draw a lasso, point at something, turn the wheel. */
export class StageGestures {
  readonly #parts: Parts;
  #drag: Drag | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  press(event: PointerEvent): void {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const from = pixelOf(event);
    const isLasso = this.#parts.tool() === 'lasso' || event.shiftKey;
    this.#drag = { from, last: from, moved: false, isLasso, adds: event.ctrlKey || event.metaKey };
  }

  move(event: PointerEvent): void {
    const { view } = this.#parts;
    const pixel = pixelOf(event);
    const drag = this.#drag;
    if (!drag) {
      view.hovered = view.pick(pixel);
      return;
    }
    const { from, last } = drag;
    if (!drag.moved && Math.hypot(pixel.x - from.x, pixel.y - from.y) <= clickPixels) return;
    view.hovered = null;
    if (drag.isLasso) view.lasso = [...view.lasso, view.inPlane(pixel)];
    else view.pan({ x: pixel.x - last.x, y: pixel.y - last.y });
    this.#drag = { ...drag, last: pixel, moved: true };
  }

  release(event: PointerEvent): void {
    const { view, map, points, visit } = this.#parts;
    const ended = this.#drag;
    this.#drag = null;
    if (!ended) return;
    if (ended.isLasso && ended.moved) map.choose(points().grid.inside(view.lasso), ended.adds);
    else if (!ended.moved) {
      const point = view.pick(pixelOf(event));
      if (point !== null) visit(point);
      else if (!ended.adds) map.choose(new Int32Array(0));
    }
    view.lasso = [];
  }

  cancel(): void {
    this.#drag = null;
    this.#parts.view.lasso = [];
  }

  leave(): void {
    if (!this.#drag) this.#parts.view.hovered = null;
  }

  click(event: MouseEvent): void {
    const point = this.#parts.view.pick(pixelOf(event));
    if (point !== null) this.#parts.jump(point);
  }

  turn(event: WheelEvent): void {
    event.preventDefault();
    this.#parts.view.zoom(1.0015 ** -event.deltaY, pixelOf(event));
  }
}

/** Where an event is on the element that hears it, in CSS pixels. */
function pixelOf(event: MouseEvent): Place {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}
