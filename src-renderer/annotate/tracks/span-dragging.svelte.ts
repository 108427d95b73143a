import { type Extended, extentOf } from '../../../src-main/contract/boxes.ts';
import { secondsAt } from '../../logic/time-axis.ts';
import type { Player } from '../../stores/player.svelte.ts';
import type { TimelineView } from '../../stores/timeline.svelte.ts';
import { clampTime, draggedSpan, type SpanGrip, spanBetween } from '../logic/snapping.ts';
import type { Annotating } from '../state/annotating.svelte.ts';
import { HeldEdit } from '../state/held-edit.svelte.ts';

/** A span as it is under the hand, not saved yet. */
export interface HeldSpan {
  /** Null for a new one. */
  readonly annotation: number | null;
  readonly labelId: number | null;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** A hand that moved less than this has clicked. */
const clickPixels = 3;

/**
 * What the pointer does on the annotation tracks: on an empty place it draws a span, on a span it moves it, at its
 * ends it trims it. The picture follows the edge in hand. Edges snap to frames; Alt lets them go between.
 */
export class SpanDragging {
  readonly #edit = new HeldEdit<HeldSpan>((held) => this.#save(held));
  readonly #annotating: Annotating;
  readonly #player: Player;
  readonly #timeline: TimelineView;
  #grip: SpanGrip | 'draw' = 'draw';
  #pressX = 0;
  #pressSeconds = 0;
  #before: { fromSeconds: number; toSeconds: number } | null = null;
  #moved = false;

  constructor(annotating: Annotating, player: Player, timeline: TimelineView) {
    this.#annotating = annotating;
    this.#player = player;
    this.#timeline = timeline;
  }

  get held(): HeldSpan | null {
    return this.#edit.value;
  }

  /** The pointer went down on a lane, or on the grip of an annotation in it. */
  press(
    event: PointerEvent,
    lanes: HTMLElement,
    what: { labelId: number | null; annotation?: (Extended & { id: number }) | null; grip?: SpanGrip },
  ): void {
    if (event.button !== 0) return;
    lanes.setPointerCapture(event.pointerId);
    this.#player.pause();
    this.#pressX = event.clientX;
    this.#pressSeconds = this.#secondsAt(event, lanes);
    this.#moved = false;
    const { annotation } = what;
    this.#before = annotation?.span ? extentOf({ span: annotation.span, boxes: [] }) : null;
    this.#grip = annotation ? (what.grip ?? 'whole') : 'draw';
    const at = this.#snap(this.#pressSeconds, event);
    this.#edit.hold({
      annotation: annotation?.id ?? null,
      labelId: what.labelId,
      ...(this.#before ?? { fromSeconds: at, toSeconds: at }),
    });
  }

  move(event: PointerEvent, lanes: HTMLElement): void {
    const { held } = this;
    if (!held) return;
    if (!this.#moved && Math.abs(event.clientX - this.#pressX) < clickPixels) return;
    this.#moved = true;
    const seconds = this.#secondsAt(event, lanes);
    if (this.#grip === 'draw') {
      const from = this.#snap(this.#pressSeconds, event);
      const to = this.#snap(seconds, event);
      this.#edit.hold({ ...held, ...spanBetween(from, to) });
      this.#player.seek(to);
      return;
    }
    // Boxes alone have their own times, which a drag along the track would tear from the picture.
    if (!this.#before) return;
    const snap = (at: number) => this.#snap(at, event);
    const by = seconds - this.#pressSeconds;
    const span = draggedSpan(this.#before, this.#grip, by, this.#annotating.grid, snap);
    this.#edit.hold({ ...held, ...span });
    this.#player.seek(this.#grip === 'to' ? span.toSeconds : span.fromSeconds);
  }

  async release(event: PointerEvent): Promise<void> {
    const { held } = this;
    if (!held) return;
    if (!this.#moved) {
      this.cancel();
      this.#click(held, event);
      return;
    }
    await this.#edit.settle();
    if (held.annotation !== null) this.#annotating.select([held.annotation]);
  }

  cancel(): void {
    this.#edit.cancel();
  }

  async #save(held: HeldSpan): Promise<void> {
    if (held.annotation === null) await this.#drawn(held);
    else if (this.#before) await this.#changed(held, this.#before);
  }

  #click(held: HeldSpan, event: PointerEvent): void {
    const annotating = this.#annotating;
    if (held.annotation === null) {
      annotating.deselect();
      this.#player.seek(this.#pressSeconds);
      return;
    }
    const others = annotating.selected.filter((id) => id !== held.annotation);
    const several = event.shiftKey || event.ctrlKey || event.metaKey;
    annotating.select(several ? [...others, held.annotation] : [held.annotation], !several);
  }

  /** A span drawn on a label's lane gets the label; on the lane for new ones it waits for a key. */
  async #drawn(held: HeldSpan): Promise<void> {
    const { fromSeconds, toSeconds } = held;
    if (toSeconds - fromSeconds < 0.5 / this.#player.rate) return;
    if (held.labelId === null) this.#annotating.draft = { fromSeconds, toSeconds, labelId: null };
    else await this.#annotating.make(held.labelId, { fromSeconds, toSeconds });
  }

  async #changed(held: HeldSpan, before: { fromSeconds: number; toSeconds: number }): Promise<void> {
    const { edits } = this.#annotating;
    const id = held.annotation!;
    const { fromSeconds, toSeconds } = held;
    if (fromSeconds === before.fromSeconds && toSeconds === before.toSeconds) return;
    if (this.#grip === 'from') await edits.trim(id, { fromSeconds });
    else if (this.#grip === 'to') await edits.trim(id, { toSeconds });
    else {
      const by = fromSeconds - before.fromSeconds;
      const { durationSeconds } = this.#annotating.grid;
      // Key boxes go along with their span.
      await edits.changeBy(id, (row) => ({
        span: { fromSeconds, toSeconds },
        boxes: row.boxes.map((box) => ({
          ...box,
          atSeconds: clampTime(box.atSeconds + by, durationSeconds),
        })),
      }));
    }
  }

  #snap(seconds: number, event: PointerEvent): number {
    return event.altKey ? clampTime(seconds, this.#player.duration) : this.#annotating.snap(seconds);
  }

  #secondsAt(event: PointerEvent, lanes: HTMLElement): number {
    const box = lanes.getBoundingClientRect();
    return secondsAt(this.#timeline.view, event.clientX - box.left, box.width, this.#player.duration);
  }
}
