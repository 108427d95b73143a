import { PresentationTimes } from './showinfo.ts';

/** Waits for the presentation times that ffmpeg tells on stderr, one for each frame that it puts into a pipe. */
export class FrameTimes {
  readonly #times: PresentationTimes;
  readonly #queue: number[] = [];
  #over = false;
  #wake: (() => void) | null = null;

  constructor(framesPerSecond: number) {
    this.#times = new PresentationTimes(framesPerSecond);
  }

  /** Takes a line of stderr. */
  readonly read = (line: string): void => {
    this.#queue.push(...this.#times.read(line));
    if (this.#queue.length > 0) this.#wake?.();
  };

  /** No more lines will come. */
  close(): void {
    this.#over = true;
    this.#wake?.();
  }

  /** The next frame's time in seconds; null when the program ended without telling it. */
  async next(): Promise<number | null> {
    while (this.#queue.length === 0) {
      if (this.#over) return null;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    return this.#queue.shift() ?? null;
  }
}
