import { describe, expect, it, vi } from 'vitest';
import { ImageQueue, type LoadableImage } from '../../../src-renderer/logic/image-queue.ts';

/** An image that arrives when told to. */
class SlowImage extends EventTarget implements LoadableImage {
  src = '';
  arrive(): void {
    this.dispatchEvent(new Event('load'));
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
  it('is asked for again a little later, and not after it was given up', () => {
    vi.useFakeTimers();
    const queue = new ImageQueue(1);
    const image = new SlowImage();
    const giveUp = queue.load(image, '/late');
    image.src = '';
    image.dispatchEvent(new Event('error'));
    vi.advanceTimersByTime(2000);
    expect(image.src).toBe('/late');
    image.src = '';
    image.dispatchEvent(new Event('error'));
    giveUp();
    vi.advanceTimersByTime(20_000);
    expect(image.src).toBe('');
    vi.useRealTimers();
  });
});
