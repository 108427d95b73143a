import { mediaPaths } from '../../../../src-main/contract/client.ts';
import { imageQueue } from '../../../logic/image-queue.ts';
import { FrameGrabber } from './frame-grabber.ts';

/** Where to find the picture of a time: an image and the part of it to draw. */
export interface FilmFrame {
  readonly image: CanvasImageSource;
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** Pictures of one video along its time: a strip of the whole, and single frames where the zoom goes deeper. */
export class FilmSource {
  readonly #duration: number;
  readonly #aspect: number;
  readonly #strip = new Image();
  readonly #grabber: FrameGrabber | null;
  readonly #giveUp: () => void;
  #tiles = 0;

  /** @param options.aspect width over height of the displayed picture */
  constructor(
    video: number,
    options: { durationSeconds: number; aspect: number; playable: boolean },
    changed: () => void,
  ) {
    this.#duration = options.durationSeconds;
    this.#aspect = options.aspect;
    this.#grabber = options.playable ? new FrameGrabber(video, changed) : null;
    this.#strip.onload = () => {
      const tileWidth = this.#strip.naturalHeight * this.#aspect;
      this.#tiles = Math.max(1, Math.round(this.#strip.naturalWidth / tileWidth));
      changed();
    };
    this.#giveUp = imageQueue.load(this.#strip, mediaPaths.filmstrip(video), 'timeline');
  }

  close(): void {
    this.#strip.onload = null;
    this.#giveUp();
    this.#grabber?.close();
  }

  /** The picture for a time, and an order for a better one when the strip's nearest is too far away. */
  frameAt(seconds: number, toleranceSeconds: number): FilmFrame | null {
    const grabbed = this.#grabber?.nearest(seconds, toleranceSeconds);
    if (grabbed) return { image: grabbed, x: 0, width: grabbed.width, height: grabbed.height };
    if (this.#tiles === 0) return null;
    const spacing = this.#duration / this.#tiles;
    const tile = Math.min(Math.max(Math.floor(seconds / spacing), 0), this.#tiles - 1);
    const miss = Math.abs((tile + 0.5) * spacing - seconds);
    if (miss > Math.max(toleranceSeconds, 0.05)) this.#grabber?.want(seconds);
    const width = this.#strip.naturalWidth / this.#tiles;
    return { image: this.#strip, x: tile * width, width, height: this.#strip.naturalHeight };
  }

  /** Forgets orders for places that are out of sight again. */
  startPaint(): void {
    this.#grabber?.forgetWishes();
  }
}
