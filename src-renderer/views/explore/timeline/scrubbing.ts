import { pixelAt, secondsAt } from '../../../logic/time-axis.ts';
import type { Player } from '../../../stores/player.svelte.ts';
import type { TimelineView } from '../../../stores/timeline.svelte.ts';

/** How near the pointer must be to take hold of an edge of the span, in pixels. */
const edgePixels = 5;
/** A wheel's notch is 100 or 120 units: this much zooms by about a quarter. */
const wheelZoom = 0.0022;

type Hold = { readonly kind: 'playhead' } | { readonly kind: 'span'; readonly anchor: number };

/** What the pointer does on the timeline: drag the playhead; with shift, mark a span; at a span's edge, move it. */
export class Scrubbing {
  readonly #player: Player;
  readonly #timeline: TimelineView;
  #hold: Hold | null = null;
  #resume = false;

  constructor(player: Player, timeline: TimelineView) {
    this.#player = player;
    this.#timeline = timeline;
  }

  press(event: PointerEvent): void {
    const element = event.currentTarget as HTMLElement;
    if (event.button !== 0 || !this.#player.video) return;
    element.setPointerCapture(event.pointerId);
    const at = this.#timeAt(event, element);
    const edge = this.#edgeUnder(event, element);
    this.#resume = this.#player.playing;
    this.#player.pause();
    this.#player.scrubbing = true;
    if (edge !== null) this.#hold = { kind: 'span', anchor: edge };
    else if (event.shiftKey) this.#hold = { kind: 'span', anchor: at };
    else {
      this.#hold = { kind: 'playhead' };
      this.#player.seek(at);
    }
  }

  move(event: PointerEvent): void {
    const element = event.currentTarget as HTMLElement;
    if (!this.#player.video) return;
    const at = this.#timeAt(event, element);
    this.#timeline.hovered = at;
    element.style.cursor = this.#hold === null && this.#edgeUnder(event, element) !== null ? 'ew-resize' : '';
    if (!this.#hold) return;
    if (this.#hold.kind === 'playhead') {
      this.#player.seek(at);
      return;
    }
    const { anchor } = this.#hold;
    this.#player.setSpan({ from: Math.min(anchor, at), to: Math.max(anchor, at) });
  }

  release(event: PointerEvent): void {
    if (!this.#hold) return;
    (event.currentTarget as HTMLElement).releasePointerCapture(event.pointerId);
    this.#hold = null;
    this.#player.scrubbing = false;
    if (this.#resume) this.#player.play();
  }

  leave(): void {
    if (!this.#hold) this.#timeline.hovered = null;
  }

  /** Wheel and pinch zoom around the pointer; sideways, or with shift, they pan. */
  wheel(event: WheelEvent, element: HTMLElement): void {
    event.preventDefault();
    const { view } = this.#timeline;
    const width = element.clientWidth;
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      this.#timeline.pan((sideways / width) * (view.to - view.from));
      return;
    }
    // A pinch arrives as a wheel with ctrl and small steps.
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? wheelZoom * 4 : wheelZoom));
    this.#timeline.zoom(factor, this.#timeAt(event, element));
  }

  #timeAt(event: MouseEvent, element: HTMLElement): number {
    const box = element.getBoundingClientRect();
    return secondsAt(this.#timeline.view, event.clientX - box.left, box.width, this.#player.duration);
  }

  /** The other edge of the span when the pointer is on one of them: what a drag turns around. */
  #edgeUnder(event: MouseEvent, element: HTMLElement): number | null {
    const { span } = this.#player;
    if (!span) return null;
    const box = element.getBoundingClientRect();
    const distance = (edge: number) =>
      Math.abs(pixelAt(this.#timeline.view, edge, box.width) - (event.clientX - box.left));
    if (distance(span.from) <= edgePixels) return span.to;
    return distance(span.to) <= edgePixels ? span.from : null;
  }
}
