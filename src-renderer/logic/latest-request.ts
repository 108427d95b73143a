/**
 * Runs requests one at a time and keeps only the newest of those that wait: a scrubbing hand asks faster than
 * any network answers, and only the last place it stopped at matters.
 */
export class LatestRequest<Input, Output> {
  readonly #run: (input: Input, signal: AbortSignal) => Promise<Output>;
  readonly #deliver: (output: Output, input: Input) => void;
  readonly #fail: (error: unknown, input: Input) => void;
  #waiting: { input: Input } | null = null;
  #running: AbortController | null = null;

  constructor(
    run: (input: Input, signal: AbortSignal) => Promise<Output>,
    deliver: (output: Output, input: Input) => void,
    fail: (error: unknown, input: Input) => void,
  ) {
    this.#run = run;
    this.#deliver = deliver;
    this.#fail = fail;
  }

  /** True while a request is under way. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Asks; whatever was waiting before is dropped, what is under way is let finish and delivered. */
  submit(input: Input): void {
    this.#waiting = { input };
    if (!this.#running) void this.#next();
  }

  /** Forgets what waits and cancels what runs; nothing of it is delivered any more. */
  cancel(): void {
    this.#waiting = null;
    this.#running?.abort();
    this.#running = null;
  }

  async #next(): Promise<void> {
    while (this.#waiting && !this.#running) {
      const { input } = this.#waiting;
      this.#waiting = null;
      const running = new AbortController();
      this.#running = running;
      try {
        const output = await this.#run(input, running.signal);
        if (!running.signal.aborted) this.#deliver(output, input);
      } catch (error) {
        if (!running.signal.aborted) this.#fail(error, input);
      }
      if (this.#running === running) this.#running = null;
    }
  }
}
