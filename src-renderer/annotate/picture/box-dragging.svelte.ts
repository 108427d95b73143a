import type { Box } from '../../../src-main/contract/values.ts';
import type { Player } from '../../stores/player.svelte.ts';
import { type BoxGrip, boxBetween, draggedBox } from '../logic/box-geometry.ts';
import type { Annotating } from '../state/annotating.svelte.ts';

/** What the pointer has taken hold of: a box and where; null for the bare picture. */
export type BoxHold =
  | { readonly kind: 'annotation'; readonly id: number; readonly box: Box; readonly grip: BoxGrip }
  | { readonly kind: 'ghost'; readonly box: Box; readonly grip: BoxGrip };

/** A hand that moved less than this has clicked. */
const clickPixels = 3;

/** What the pointer does on the picture: draws a box, moves or resizes one, or clicks. */
export class BoxDragging {
  /** The box being drawn. */
  drawn = $state.raw<Box | null>(null);
  /** The proposed box as it is under the hand. */
  ghost = $state.raw<Box | null>(null);
  readonly #annotating: Annotating;
  readonly #player: Player;
  #hold: BoxHold | null = null;
  #press: { clientX: number; clientY: number; x: number; y: number } | null = null;
  #moved = false;

  constructor(annotating: Annotating, player: Player) {
    this.#annotating = annotating;
    this.#player = player;
  }

  press(event: PointerEvent, layer: HTMLElement, hold: BoxHold | null): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    layer.setPointerCapture(event.pointerId);
    this.#hold = hold;
    this.#press = { clientX: event.clientX, clientY: event.clientY, ...shareOf(event, layer) };
    this.#moved = false;
  }

  move(event: PointerEvent, layer: HTMLElement): void {
    const press = this.#press;
    if (!press) return;
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY);
    if (!this.#moved && far < clickPixels) return;
    if (!this.#moved) this.#player.pause();
    this.#moved = true;
    const now = shareOf(event, layer);
    const hold = this.#hold;
    if (!hold) {
      this.drawn = boxBetween(press, now);
      return;
    }
    const { x0, y0, x1, y1 } = draggedBox(hold.box, hold.grip, now.x - press.x, now.y - press.y);
    if (hold.kind === 'ghost') this.ghost = { x0, y0, x1, y1 };
    else this.#annotating.boxes.hold(hold.id, { x0, y0, x1, y1 });
  }

  async release(): Promise<void> {
    if (!this.#press) return;
    const { drawn, ghost } = this;
    const hold = this.#hold;
    this.#press = null;
    const { boxes } = this.#annotating;
    try {
      if (!this.#moved) this.#click(hold);
      else if (drawn) await boxes.set(drawn);
      else if (ghost) await boxes.set(ghost);
      else await boxes.settle();
    } finally {
      this.cancel();
    }
  }

  cancel(): void {
    this.#press = null;
    this.drawn = null;
    this.ghost = null;
  }

  /** A click chooses a box, takes the proposed one, and on the bare picture plays, as it does elsewhere. */
  #click(hold: BoxHold | null): void {
    if (hold?.kind === 'annotation') this.#annotating.select([hold.id]);
    else if (hold?.kind === 'ghost') void this.#annotating.boxes.acceptGhost();
    else this.#player.toggle();
  }
}

/** Where the pointer is, in 0…1 of the picture. */
function shareOf(event: PointerEvent, layer: HTMLElement): { x: number; y: number } {
  const box = layer.getBoundingClientRect();
  return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
}
