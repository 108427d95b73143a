/** The part of an image element that the queue needs. */
export interface LoadableImage {
  src: string;
  addEventListener(name: 'load' | 'error', listener: () => void): void;
  removeEventListener(name: 'load' | 'error', listener: () => void): void;
}

/** What is fetched first: the timeline of the video in hand, the neighbour in hand, then all small pictures. */
export type ImagePriority = 'timeline' | 'detail' | 'list';

const order: Record<ImagePriority, number> = { timeline: 2, detail: 1, list: 0 };

interface Order {
  readonly image: LoadableImage;
  readonly source: string;
  readonly priority: number;
}

/**
 * Loads pictures a few at a time. A browser opens six connections to a server at most, and each picture may take
 * the back end a moment to make: unbounded, a page of thumbnails would keep the video itself waiting.
 */
export class ImageQueue {
  readonly #limit: number;
  #waiting: Order[] = [];
  #running = 0;

  constructor(limit = 3) {
    this.#limit = limit;
  }

  /** Gives an image its source when its turn comes; the newest of a kind first. Returns how to give it up. */
  load(image: LoadableImage, source: string, priority: ImagePriority = 'list'): () => void {
    const wanted: Order = { image, source, priority: order[priority] };
    this.#waiting.push(wanted);
    let stop = () => {
      this.#waiting = this.#waiting.filter((other) => other !== wanted);
    };
    this.#starters.set(wanted, () => {
      stop = this.#start(wanted);
    });
    this.#next();
    return () => {
      this.#starters.delete(wanted);
      stop();
    };
  }

  readonly #starters = new Map<Order, () => void>();

  #next(): void {
    while (this.#running < this.#limit && this.#waiting.length > 0) {
      let chosen = this.#waiting.at(-1)!;
      for (const wanted of this.#waiting) if (wanted.priority > chosen.priority) chosen = wanted;
      this.#waiting = this.#waiting.filter((other) => other !== chosen);
      const start = this.#starters.get(chosen);
      this.#starters.delete(chosen);
      start?.();
    }
  }

  #start({ image, source }: Order): () => void {
    this.#running += 1;
    let open = true;
    const settle = () => {
      if (!open) return;
      open = false;
      image.removeEventListener('load', settle);
      image.removeEventListener('error', settle);
      this.#running -= 1;
      this.#next();
    };
    image.addEventListener('load', settle);
    image.addEventListener('error', settle);
    image.src = source;
    return () => {
      // Only a picture that is still on its way is stopped; one that is there stays.
      if (open) image.src = '';
      settle();
    };
  }
}

/** The page's one queue: the limit is the browser's, not a component's. */
export const imageQueue = new ImageQueue();
