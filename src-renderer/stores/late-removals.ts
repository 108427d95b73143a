import { SvelteSet } from 'svelte/reactivity';
import type { Toasts } from './toasts.svelte.ts';

/** A little longer than the offer to undo is on show. */
const graceMilliseconds = 15_000;

/**
 * Removals that are hidden at once and carried out only when the offer to undo has passed: for what cannot be
 * brought back once it is gone. Closing the window in between removes nothing.
 */
export class LateRemovals {
  readonly hidden = new SvelteSet<string>();
  readonly #toasts: Toasts;

  constructor(toasts: Toasts) {
    this.#toasts = toasts;
  }

  remove(id: string, message: string, carryOut: () => Promise<unknown>): void {
    this.hidden.add(id);
    const timer = setTimeout(() => {
      carryOut().catch((error) => {
        this.hidden.delete(id);
        this.#toasts.report(error);
      });
    }, graceMilliseconds);
    this.#toasts.offerUndo(message, () => {
      clearTimeout(timer);
      this.hidden.delete(id);
    });
  }
}
