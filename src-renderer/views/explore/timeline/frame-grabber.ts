import { mediaPaths } from '../../../../src-main/contract/client.ts';

const heightPixels = 96;
const keptFrames = 160;

/** Takes single frames from a video out of sight: quicker than asking the back end, which starts a program for each. */
export class FrameGrabber {
  readonly #element = document.createElement('video');
  readonly #video: number;
  readonly #changed: () => void;
  readonly #frames = new Map<number, ImageBitmap>();
  #wishes: number[] = [];
  #busy = false;
  #closed = false;

  constructor(video: number, changed: () => void) {
    this.#changed = changed;
    this.#element.muted = true;
    this.#element.preload = 'auto';
    this.#video = video;
    this.#element.onseeked = () => void this.#take();
  }

  close(): void {
    this.#closed = true;
    this.#element.onseeked = null;
    this.#element.removeAttribute('src');
    this.#element.load();
    for (const frame of this.#frames.values()) frame.close();
    this.#frames.clear();
  }

  /** The taken frame nearest to a time, when one is near enough. */
  nearest(seconds: number, toleranceSeconds: number): ImageBitmap | null {
    let best: number | null = null;
    for (const at of this.#frames.keys()) {
      const distance = Math.abs(at - seconds);
      if (distance <= toleranceSeconds && (best === null || distance < Math.abs(best - seconds))) best = at;
    }
    return best === null ? null : this.#frames.get(best)!;
  }

  want(seconds: number): void {
    this.#wishes.push(seconds);
    this.#next();
  }

  forgetWishes(): void {
    this.#wishes = [];
  }

  #next(): void {
    if (this.#busy || this.#closed) return;
    const wish = this.#wishes.shift();
    if (wish === undefined) return;
    this.#busy = true;
    // Opened at the first wish: most videos are never looked at this closely.
    if (!this.#element.src) this.#element.src = mediaPaths.video(this.#video);
    this.#element.currentTime = wish;
  }

  async #take(): Promise<void> {
    const element = this.#element;
    const at = element.currentTime;
    try {
      const frame = await createImageBitmap(element, {
        resizeHeight: heightPixels,
        resizeWidth: Math.max(1, Math.round((heightPixels * element.videoWidth) / element.videoHeight)),
      });
      if (this.#closed) return frame.close();
      this.#keep(at, frame);
      this.#changed();
    } catch {
      // A frame that cannot be taken leaves the strip's nearest one on show.
    } finally {
      this.#busy = false;
      this.#next();
    }
  }

  #keep(at: number, frame: ImageBitmap): void {
    this.#frames.get(at)?.close();
    this.#frames.set(at, frame);
    while (this.#frames.size > keptFrames) {
      const [oldest, picture] = this.#frames.entries().next().value!;
      picture.close();
      this.#frames.delete(oldest);
    }
  }
}
