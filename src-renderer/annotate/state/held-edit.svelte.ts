/**
 * Something of an annotation that is under the hand or the keys: it is drawn as held, and saved once, so that a whole
 * drag or a row of key presses is one step of undo.
 */
export class HeldEdit<Value extends object> {
  value = $state.raw<Value | null>(null);
  readonly #save: (value: Value) => Promise<unknown>;
  #resting: ReturnType<typeof setTimeout> | undefined;

  /** @param save stores what was held; it is drawn as held until that has ended */
  constructor(save: (value: Value) => Promise<unknown>) {
    this.#save = save;
  }

  /** Takes or moves it as the hand does; saved by `settle`. */
  hold(value: Value): void {
    this.value = value;
  }

  /** Moves it as a key does; saved by itself when the keys have rested that long. */
  holdUntilRest(value: Value, restMilliseconds: number): void {
    this.value = value;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.settle(), restMilliseconds);
  }

  /** Saves what is held. What is taken hold of meanwhile stays in hand. */
  async settle(): Promise<void> {
    clearTimeout(this.#resting);
    const { value } = this;
    if (value === null) return;
    try {
      await this.#save(value);
    } finally {
      if (this.value === value) this.value = null;
    }
  }

  /** Lets go of it as it was. */
  cancel(): void {
    clearTimeout(this.#resting);
    this.value = null;
  }
}
