import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clampView,
  followPlayhead,
  pixelAt,
  secondsAt,
  shortestViewSeconds,
  ticks,
  wholeView,
  zoomAround,
} from '../../../src-renderer/logic/time-axis.ts';

describe('the time axis', () => {
  it('keeps the time under the pointer where it is while zooming', () => {
    const before = { from: 0, to: 100 };
    const after = zoomAround(before, 100, 4, 30);
    expect(after.to - after.from).toBeCloseTo(25);
    expect(pixelAt(after, 30, 1000)).toBeCloseTo(pixelAt(before, 30, 1000));
  });

  it('never shows less than the shortest view nor anything outside the recording', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1e-4, max: 1e6, noNaN: true }),
        (duration, share, factor) => {
          const view = zoomAround(wholeView(duration), duration, factor, share * duration);
          expect(view.from).toBeGreaterThanOrEqual(0);
          expect(view.to).toBeLessThanOrEqual(duration * (1 + 1e-9));
          expect(view.to - view.from).toBeGreaterThanOrEqual(Math.min(shortestViewSeconds, duration) * 0.999);
        },
      ),
    );
  });

  it('turns a pixel into the time it came from', () => {
    const view = { from: 12, to: 20 };
    expect(secondsAt(view, pixelAt(view, 17.25, 900), 900, 60)).toBeCloseTo(17.25);
    expect(secondsAt(view, -500, 900, 60)).toBeCloseTo(7.5556, 3);
    expect(secondsAt(view, -5000, 900, 60)).toBe(0);
  });

  it('shows a recording that is shorter than the shortest view', () => {
    expect(clampView({ from: 3, to: 9 }, 0)).toEqual({ from: 0, to: shortestViewSeconds });
  });

  it('turns the page when the playhead leaves the view and stays put otherwise', () => {
    const view = { from: 10, to: 20 };
    expect(followPlayhead(view, 100, 15)).toBe(view);
    const turned = followPlayhead(view, 100, 20.5);
    expect(turned.from).toBeCloseTo(20);
    expect(turned.to).toBeCloseTo(30);
  });

  it('labels lines no closer than asked and puts four lines between labels', () => {
    const lines = ticks({ from: 0, to: 10 }, 1000, 90);
    const labels = lines.filter((line) => line.major).map((line) => line.at);
    expect(labels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(lines).toHaveLength(51);
    for (const [index, at] of labels.entries()) expect(at).toBeCloseTo(index);
  });
});
