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
  failures: number;
  /** Gives it up, wherever it is: waiting, on its way, or about to be asked for again. */
  stop: () => void;
}

/** A picture that fails is asked for again after these waits: the engine may be starting anew. */
const retryMilliseconds = [1500, 5000];

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
    const wanted: Order = { image, source, priority: order[priority], failures: 0, stop: () => undefined };
    this.#enqueue(wanted);
    return () => wanted.stop();
  }

  #enqueue(wanted: Order): void {
    wanted.stop = () => {
      this.#waiting = this.#waiting.filter((other) => other !== wanted);
    };
    this.#waiting.push(wanted);
    this.#next();
  }

  #next(): void {
    while (this.#running < this.#limit && this.#waiting.length > 0) {
      let chosen = this.#waiting.at(-1)!;
      for (const wanted of this.#waiting) if (wanted.priority > chosen.priority) chosen = wanted;
      this.#waiting = this.#waiting.filter((other) => other !== chosen);
      this.#start(chosen);
    }
  }

  #start(wanted: Order): void {
    const { image, source } = wanted;
    this.#running += 1;
    const settle = () => {
      image.removeEventListener('load', settle);
      image.removeEventListener('error', fail);
      wanted.stop = () => undefined;
      this.#running -= 1;
      this.#next();
    };
    const fail = () => {
      settle();
      const wait = retryMilliseconds[wanted.failures];
      if (wait === undefined) return;
      wanted.failures += 1;
      const timer = setTimeout(() => this.#enqueue(wanted), wait);
      wanted.stop = () => clearTimeout(timer);
    };
    image.addEventListener('load', settle);
    image.addEventListener('error', fail);
    wanted.stop = () => {
      settle();
      // Only a picture that is still on its way is stopped; one that is there stays.
      image.src = '';
    };
    image.src = source;
  }
}

/** The page's one queue: the limit is the browser's, not a component's. */
export const imageQueue = new ImageQueue();
