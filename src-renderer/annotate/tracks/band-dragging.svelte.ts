import {
  type Band,
  type BandEdge,
  hertzByKey,
  hertzOf,
  highestHertz,
  movedBand,
} from '../logic/band-geometry.ts';
import type { Annotating } from '../state/annotating.svelte.ts';
import { HeldEdit } from '../state/held-edit.svelte.ts';

/** The edge of a band as it is under the hand or the keys, not saved yet. */
interface HeldEdge {
  readonly annotation: number;
  readonly edge: BandEdge;
  readonly band: Band;
}

/** How long keys must rest before the band is saved: a move by keys is one step of undo, not twenty. */
const restMilliseconds = 600;

/** What the pointer and the keys do with the edges of a band on the spectrogram. */
export class BandDragging {
  readonly #edit = new HeldEdit<HeldEdge>((held) => this.#save(held));
  readonly #annotating: Annotating;
  /** Where the pointer took hold, and the hertz of a pixel; null while nothing is dragged. */
  #grip: { clientY: number; hertz: number; hertzPerPixel: number } | null = null;

  constructor(annotating: Annotating) {
    this.#annotating = annotating;
  }

  get held(): HeldEdge | null {
    return this.#edit.value;
  }

  /** The band of an annotation as it is to be drawn. */
  bandOf(row: Band & { readonly id: number }): Band {
    return this.held?.annotation === row.id ? this.held.band : row;
  }

  /** @param height of the spectrogram, in CSS pixels */
  press(event: PointerEvent, row: Band & { readonly id: number }, edge: BandEdge, height: number): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    void this.settle();
    const { lowHz, highHz } = this.bandOf(row);
    const band = { lowHz, highHz };
    this.#edit.hold({ annotation: row.id, edge, band });
    const hertzPerPixel = highestHertz / Math.max(height, 1);
    this.#grip = { clientY: event.clientY, hertz: hertzOf(band, edge), hertzPerPixel };
  }

  move(event: PointerEvent): void {
    const { held } = this;
    const grip = this.#grip;
    if (!held || !grip) return;
    const hertz = grip.hertz - (event.clientY - grip.clientY) * grip.hertzPerPixel;
    this.#edit.hold({ ...held, band: movedBand(held.band, held.edge, hertz) });
  }

  release(): Promise<void> {
    this.#grip = null;
    return this.settle();
  }

  cancel(): void {
    this.#grip = null;
    this.#edit.cancel();
  }

  /** Moves an edge by a key. True when the key was one that does. */
  pressKey(event: KeyboardEvent, row: Band & { readonly id: number }, edge: BandEdge): boolean {
    const band = this.bandOf(row);
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const hertz = plain ? hertzByKey(band, edge, event.key, event.shiftKey) : null;
    if (hertz === null) {
      // Whatever that key does, an undo say, is done to what was moved before it.
      void this.settle();
      return false;
    }
    const { lowHz, highHz } = movedBand(band, edge, hertz);
    this.#edit.holdUntilRest({ annotation: row.id, edge, band: { lowHz, highHz } }, restMilliseconds);
    return true;
  }

  /** Saves what was moved, as one step of the history. */
  settle(): Promise<void> {
    return this.#edit.settle();
  }

  async #save({ annotation, edge, band }: HeldEdge): Promise<void> {
    const before = this.#annotating.data.get(annotation);
    if (before && before[edge] !== band[edge])
      await this.#annotating.edits.changeBy(annotation, () => ({ [edge]: band[edge] }));
  }
}
