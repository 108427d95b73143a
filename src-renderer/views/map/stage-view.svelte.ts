import {
  type Camera,
  fitCamera,
  type Place,
  pan,
  reveal,
  type Size,
  toCanvas,
  toPlane,
  zoomAt,
} from './camera.ts';
import type { MapPoints } from './map-points.ts';
import { diameterOf, reachOf } from './stage-keys.ts';

/** What of the map is on show, and what a hand does on it just now. */
export class StageView {
  /** Of the canvas, in CSS pixels. */
  size = $state.raw<Size>({ width: 0, height: 0 });
  /** How large letters and marks are, 1 in the smallest window. */
  scale = $state(1);
  /** Null while the whole map is on show. */
  camera = $state.raw<Camera | null>(null);
  hovered = $state<number | null>(null);
  /** The line of a lasso being drawn, in the plane of the map. */
  lasso = $state.raw<readonly Place[]>([]);
  /** The circle around the focused point while it is being sized, in CSS pixels. */
  circle = $state<number | null>(null);
  readonly whole = $derived.by(() => fitCamera(this.#points().grid.extent, this.size));
  readonly shown = $derived.by(() => this.camera ?? this.whole);
  readonly diameter = $derived.by(() =>
    diameterOf(this.#points().count, this.shown.scale / this.whole.scale, this.scale),
  );
  readonly #points: () => MapPoints;

  constructor(points: () => MapPoints) {
    this.#points = points;
  }

  placeOf(point: number): Place {
    const { x, y } = this.#points();
    return { x: x[point]!, y: y[point]! };
  }

  onCanvas(point: number): Place {
    return this.pixelOf(this.placeOf(point));
  }

  pixelOf(place: Place): Place {
    return toCanvas(this.shown, this.size, place);
  }

  inPlane(pixel: Place): Place {
    return toPlane(this.shown, this.size, pixel);
  }

  /** The point under a pixel, or null. */
  pick(pixel: Place): number | null {
    return this.#points().grid.nearest(this.inPlane(pixel), reachOf(this.diameter) / this.shown.scale);
  }

  nearestToMiddle(): number | null {
    const { width, height } = this.size;
    return this.#points().grid.nearest(this.shown, (4 * Math.max(width, height)) / this.shown.scale);
  }

  /** The points in a circle around one. @param radius in CSS pixels */
  around(point: number, radius: number): Int32Array {
    return this.#points().grid.within(this.placeOf(point), radius / this.shown.scale);
  }

  /** Zooms around a pixel; around the middle when none is given. */
  zoom(factor: number, pixel: Place = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.camera = zoomAt(this.shown, this.size, pixel, factor, this.whole);
  }

  pan(moved: Place): void {
    this.camera = pan(this.shown, moved, this.#points().grid.extent);
  }

  showWhole(): void {
    this.camera = null;
  }

  reveal(point: number): void {
    this.hovered = null;
    this.camera = reveal(this.shown, this.size, this.placeOf(point));
  }
}
