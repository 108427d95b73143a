/**
 * Keeps the results of slow decoding up to a number of bytes, dropping what was used longest ago. Work in
 * progress is shared: two askers for one key wait for one decoding. Failures are kept too, so that a broken
 * file is tried once.
 */
export class ByteCache<Value extends { byteLength: number } | null> {
  readonly #entries = new Map<string, Promise<Value>>();
  readonly #sizes = new Map<string, number>();
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** The value of a key, made by `make` when it is not at hand. */
  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const known = this.#entries.get(key);
    if (known) {
      // A Map remembers the order of insertion: moving the entry to the end marks it as just used.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    this.#entries.set(key, made);
    made.then(
      (value) => this.#account(key, value?.byteLength ?? 0),
      () => {},
    );
    return made;
  }

  #account(key: string, bytes: number): void {
    this.#sizes.set(key, bytes);
    this.#bytes += bytes;
    for (const old of this.#entries.keys()) {
      if (this.#bytes <= this.#limitBytes) break;
      const size = this.#sizes.get(old);
      if (size === undefined || old === key) continue;
      this.#bytes -= size;
      this.#entries.delete(old);
      this.#sizes.delete(old);
    }
  }
}
