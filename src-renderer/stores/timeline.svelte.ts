import {
  clampView,
  followPlayhead,
  panBy,
  type TimeView,
  wholeView,
  zoomAround,
} from '../logic/time-axis.ts';
import type { Player } from './player.svelte.ts';

/** Which part of the video the timeline shows. */
export class TimelineView {
  view = $state.raw<TimeView>(wholeView(1));
  /** The time under the pointer; null when it is elsewhere. */
  hovered = $state<number | null>(null);
  readonly #player: Player;
  readonly zoomed = $derived.by(() => this.view.to - this.view.from < this.#player.duration - 1e-6);

  constructor(player: Player) {
    this.#player = player;
  }

  showAll(): void {
    this.view = wholeView(this.#player.duration);
  }

  set(view: TimeView): void {
    this.view = clampView(view, this.#player.duration);
  }

  /** Zooms around a time: the pointer's, else the playhead's. */
  zoom(factor: number, anchor = this.#player.time): void {
    this.view = zoomAround(this.view, this.#player.duration, factor, anchor);
  }

  pan(seconds: number): void {
    this.view = panBy(this.view, this.#player.duration, seconds);
  }

  follow(): void {
    const view = followPlayhead(this.view, this.#player.duration, this.#player.time);
    if (view !== this.view) this.view = view;
  }
}
