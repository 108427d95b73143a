import { EarsightError } from '../../src-main/contract/errors.ts';
import { text } from '../text/text.ts';

/** A short message at the foot of the window, with at most one thing to do about it. */
export interface Toast {
  readonly id: number;
  readonly tone: 'plain' | 'danger';
  readonly message: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
  /** For an action that takes something back: told when the offer has passed without being taken. */
  readonly passed: (() => void) | null;
}

/** How long a message stays; one that can be acted on stays longer (WCAG 2.2.1 is met by the pause on hover and focus). */
const plainSeconds = 5;
const actionSeconds = 12;

/** The messages on show, newest last. */
export class Toasts {
  items = $state<Toast[]>([]);
  #nextId = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(message: string, options: Partial<Pick<Toast, 'tone' | 'action' | 'passed'>> = {}): void {
    const toast: Toast = { id: this.#nextId, tone: 'plain', action: null, passed: null, message, ...options };
    this.#nextId += 1;
    // More than three cover the picture; the oldest have been read.
    for (const old of this.items.slice(0, -2)) this.dismiss(old.id);
    this.items.push(toast);
    this.resume(toast.id);
  }

  /** Says what went wrong; cancelled work is what the person asked for and needs no message. */
  report(error: unknown): void {
    const data = EarsightError.toData(error);
    if (data.code === 'cancelled') return;
    this.show(data.message || text.errors.unknown, { tone: 'danger' });
  }

  /** Offers to take something back, as long as the message is on show. */
  offerUndo(message: string, undo: () => void, passed: () => void = () => undefined): void {
    this.show(message, { action: { label: text.common.undo, run: undo }, passed });
  }

  /** Puts a message away; with it an offer to undo passes. */
  dismiss(id: number): void {
    this.#take(id)?.passed?.();
  }

  /** Does what a message offers. */
  act(id: number): void {
    this.#take(id)?.action?.run();
  }

  /** Takes back what was removed last: what Ctrl+Z does. False when there is nothing to undo. */
  undoNewest(): boolean {
    const toast = this.items.findLast((item) => item.passed !== null);
    if (!toast) return false;
    this.act(toast.id);
    return true;
  }

  #take(id: number): Toast | undefined {
    this.hold(id);
    const taken = this.items.find((toast) => toast.id === id);
    this.items = this.items.filter((toast) => toast !== taken);
    return taken;
  }

  /** Stops the clock while someone reads or reaches for the button. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  resume(id: number): void {
    const toast = this.items.find((item) => item.id === id);
    if (!toast) return;
    this.hold(id);
    const seconds = toast.action || toast.tone === 'danger' ? actionSeconds : plainSeconds;
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), seconds * 1000),
    );
  }
}
