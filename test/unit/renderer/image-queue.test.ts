import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ImageQueue, type LoadableImage } from '../../../src-renderer/logic/image-queue.ts';

/** An image that arrives, or fails, when told to. */
class SlowImage extends EventTarget implements LoadableImage {
  #src = '';
  state: 'empty' | 'loading' | 'there' | 'failed' = 'empty';
  failures = 0;

  get src(): string {
    return this.#src;
  }
  set src(source: string) {
    this.#src = source;
    this.state = 'loading';
  }
  removeAttribute(): void {
    this.#src = '';
    this.state = 'empty';
  }
  arrive(): void {
    this.state = 'there';
    this.dispatchEvent(new Event('load'));
  }
  fail(): void {
    this.state = 'failed';
    this.failures += 1;
    this.dispatchEvent(new Event('error'));
  }
}

describe('the queue of pictures', () => {
  it('loads a few at a time, the newest first, the timeline before all', () => {
    const queue = new ImageQueue(1);
    const [first, second, third, timeline] = Array.from({ length: 4 }, () => new SlowImage());
    queue.load(first!, '/1');
    queue.load(second!, '/2');
    queue.load(timeline!, '/t', 'timeline');
    queue.load(third!, '/3');
    expect([first, second, third, timeline].map((image) => image!.src)).toEqual(['/1', '', '', '']);
    first!.arrive();
    expect(timeline!.src).toBe('/t');
    timeline!.arrive();
    expect([second!.src, third!.src]).toEqual(['', '/3']);
  });

  it('stops what is given up on its way, forgets what waits, and leaves what has arrived', () => {
    const queue = new ImageQueue(1);
    const [arrived, running, waiting, last] = Array.from({ length: 4 }, () => new SlowImage());
    const giveUpArrived = queue.load(arrived!, '/a');
    arrived!.arrive();
    giveUpArrived();
    expect(arrived!.src).toBe('/a');
    const giveUpRunning = queue.load(running!, '/r');
    queue.load(last!, '/l');
    const giveUpWaiting = queue.load(waiting!, '/w');
    giveUpWaiting();
    giveUpRunning();
    expect([running!.src, waiting!.src, last!.src]).toEqual(['', '', '/l']);
  });
});

describe('a picture that fails', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is asked for again a little later, and lets others go meanwhile', () => {
    const queue = new ImageQueue(1);
    const [image, other] = [new SlowImage(), new SlowImage()];
    queue.load(image, '/late');
    queue.load(other, '/other');
    image.fail();
    expect(other.state).toBe('loading');
    other.arrive();
    vi.advanceTimersByTime(2000);
    expect(image.state).toBe('loading');
  });

  it('is not asked for again once it was given up, nor for ever', () => {
    const queue = new ImageQueue(1);
    const [givenUp, hopeless] = [new SlowImage(), new SlowImage()];
    const giveUp = queue.load(givenUp, '/late');
    givenUp.fail();
    giveUp();
    vi.advanceTimersByTime(60_000);
    expect(givenUp.state).toBe('failed');
    queue.load(hopeless, '/never');
    while (hopeless.state === 'loading') {
      hopeless.fail();
      expect(hopeless.failures).toBeLessThan(6);
      vi.advanceTimersByTime(60_000);
    }
  });

  it('keeps nobody waiting, in whatever order pictures are wanted, given up, there and refused', () => {
    const random = xoroshiro128plus(7);
    const oneOf = <Value>(values: readonly Value[]): Value | undefined =>
      values.length === 0 ? undefined : values[uniformInt(random, 0, values.length - 1)];
    const queue = new ImageQueue(3);
    const images = Array.from({ length: 12 }, () => new SlowImage());
    const wanted = new Map<SlowImage, () => void>();
    const loading = () => images.filter(({ state }) => state === 'loading');
    const want = (image: SlowImage) => {
      if (wanted.has(image)) return;
      image.failures = 0;
      wanted.set(image, queue.load(image, '/picture'));
    };
    const giveUp = (image: SlowImage) => {
      wanted.get(image)?.();
      wanted.delete(image);
    };
    const moves = [
      () => want(oneOf(images)!),
      () => giveUp(oneOf(images)!),
      () => oneOf(loading())?.arrive(),
      () => oneOf(loading().filter(({ failures }) => failures < 2))?.fail(),
      () => void vi.advanceTimersByTime(500),
    ];
    for (let step = 0; step < 5000; step++) {
      oneOf(moves)!();
      expect(loading().length).toBeLessThanOrEqual(3);
      // Who is not wanted any more is not fetched either.
      expect(loading().filter((image) => !wanted.has(image))).toEqual([]);
    }
    for (let rest = 0; rest < 20; rest++) {
      for (const image of loading()) image.arrive();
      vi.advanceTimersByTime(20_000);
    }
    expect([...wanted.keys()].map(({ state }) => state)).toEqual(Array.from(wanted, () => 'there'));
    expect(wanted.size).toBeGreaterThan(0);
  });
});
