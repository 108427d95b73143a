import { SvelteSet } from 'svelte/reactivity';
import type { Toasts } from './toasts.svelte.ts';

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
    const show = () => this.hidden.delete(id);
    this.#toasts.offerUndo(message, show, () => {
      carryOut().catch((error) => {
        show();
        this.#toasts.report(error);
      });
    });
  }
}
