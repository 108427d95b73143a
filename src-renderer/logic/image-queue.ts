/** The part of an image element that the queue needs. */
export interface LoadableImage {
  src: string;
  removeAttribute(name: 'src'): void;
  addEventListener(name: 'load' | 'error', listener: () => void, options: { signal: AbortSignal }): void;
}

/** What is fetched first: the timeline of the video in hand, the neighbour in hand, then all small pictures. */
export type ImagePriority = 'timeline' | 'detail' | 'list';

const order: Record<ImagePriority, number> = { timeline: 2, detail: 1, list: 0 };

interface Wish {
  readonly image: LoadableImage;
  readonly source: string;
  readonly priority: number;
  failures: number;
  /** Ends the wait after a failure. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A picture that fails is asked for again after these waits: the engine may be starting anew. */
const retryMilliseconds = [1500, 5000, 15_000];

/**
 * Loads pictures a few at a time. A browser opens six connections to a server at most, and each picture may take
 * the back end a moment to make: unbounded, a page of thumbnails would keep the video itself waiting.
 *
 * A wish is in one place at a time: it waits for its turn, or is on its way, or rests after a failure until its timer;
 * one that has been granted, given up, or refused too often is in none.
 */
export class ImageQueue {
  readonly #limit: number;
  /** Oldest first. */
  readonly #waiting = new Set<Wish>();
  /** What is on its way, and how to stop hearing of it. */
  readonly #loading = new Map<Wish, AbortController>();

  constructor(limit = 3) {
    this.#limit = limit;
  }

  /** Gives an image its source when its turn comes; the newest of a kind first. Returns how to give it up. */
  load(image: LoadableImage, source: string, priority: ImagePriority = 'list'): () => void {
    const wish: Wish = { image, source, priority: order[priority], failures: 0, timer: undefined };
    this.#enqueue(wish);
    return () => this.#giveUp(wish);
  }

  #enqueue(wish: Wish): void {
    this.#waiting.add(wish);
    this.#startNext();
  }

  #giveUp(wish: Wish): void {
    clearTimeout(wish.timer);
    this.#waiting.delete(wish);
    // Only a picture that is still on its way is stopped; one that is there stays. An empty source would stop it too,
    // but be reported as an error later on, when the image may be wanted again.
    if (this.#loading.has(wish)) wish.image.removeAttribute('src');
    this.#leave(wish);
  }

  #startNext(): void {
    while (this.#loading.size < this.#limit && this.#waiting.size > 0) {
      let chosen: Wish | null = null;
      for (const wish of this.#waiting) if (!chosen || wish.priority >= chosen.priority) chosen = wish;
      this.#start(chosen!);
    }
  }

  #start(wish: Wish): void {
    this.#waiting.delete(wish);
    const hearing = new AbortController();
    this.#loading.set(wish, hearing);
    const { signal } = hearing;
    wish.image.addEventListener('load', () => this.#leave(wish), { signal });
    wish.image.addEventListener('error', () => this.#fail(wish), { signal });
    wish.image.src = wish.source;
  }

  #fail(wish: Wish): void {
    const wait = retryMilliseconds[wish.failures];
    wish.failures += 1;
    if (wait !== undefined) wish.timer = setTimeout(() => this.#enqueue(wish), wait);
    this.#leave(wish);
  }

  /** It is not on its way any more: the next may go. */
  #leave(wish: Wish): void {
    this.#loading.get(wish)?.abort();
    if (this.#loading.delete(wish)) this.#startNext();
  }
}

/** The page's one queue: the limit is the browser's, not a component's. */
export const imageQueue = new ImageQueue();
