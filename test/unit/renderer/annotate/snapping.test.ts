import { describe, expect, it } from 'vitest';
import { draggedSpan, frameStartAt, snapToFrame } from '../../../../src-renderer/annotate/logic/snapping.ts';
import { frameAt } from '../../../../src-renderer/logic/frame-clock.ts';

const grid = { anchorSeconds: 1.02, framesPerSecond: 25, durationSeconds: 10, times: null };

describe('frames', () => {
  it('are counted from the one on show, whose time need not be a multiple of a frame', () => {
    expect(snapToFrame(1.07, grid)).toBeCloseTo(1.06, 6);
    expect(snapToFrame(0.95, grid)).toBeCloseTo(0.94, 6);
    expect(snapToFrame(99, grid)).toBe(10);
    expect(snapToFrame(-1, grid)).toBe(0);
  });

  it('start before the times they cover', () => {
    const plain = { ...grid, anchorSeconds: 0 };
    expect(frameStartAt(3, plain)).toBe(3);
    expect(frameStartAt(3.039, plain)).toBe(3);
    // A seek goes to the middle of a frame; a container rounds to milliseconds.
    expect(frameStartAt(3.02, plain)).toBe(3);
    expect(frameStartAt(2.99999, plain)).toBe(3);
  });

  it('at 29.97 a second stay exact over an hour', () => {
    const ntsc = { anchorSeconds: 0, framesPerSecond: 30000 / 1001, durationSeconds: 4000, times: null };
    const frame = 107_892;
    expect(snapToFrame((frame * 1001) / 30000 + 0.01, ntsc)).toBeCloseTo((frame * 1001) / 30000, 5);
  });
});

describe('frames at no fixed rate', () => {
  const varying = { ...grid, times: Float64Array.of(0.08, 0.12, 0.5, 2.25, 9) };

  it('are snapped to where they are, and the end of the video counts as one', () => {
    expect([0, 0.3, 0.32, 2, 9.4, 9.6].map((at) => snapToFrame(at, varying))).toEqual([
      0.08, 0.12, 0.5, 2.25, 9, 10,
    ]);
  });

  it('start and are numbered by their own times', () => {
    expect([0, 0.12, 0.49, 2.24, 2.24996, 10].map((at) => frameStartAt(at, varying))).toEqual([
      0.08, 0.12, 0.12, 0.5, 2.25, 9,
    ]);
    expect([0, 0.1, 0.12, 9.9].map((at) => frameAt(at, varying.times))).toEqual([0, 0, 1, 4]);
  });
});

describe('a dragged span', () => {
  const span = { fromSeconds: 2, toSeconds: 4 };
  const plain = { ...grid, anchorSeconds: 0 };
  const snap = (seconds: number) => snapToFrame(seconds, plain);

  it('has its ends on frames and a frame between them at least', () => {
    expect(draggedSpan(span, 'from', 0.505, plain, snap).fromSeconds).toBeCloseTo(2.52, 6);
    expect(draggedSpan(span, 'from', 5, plain, snap).fromSeconds).toBeCloseTo(3.96, 6);
    expect(draggedSpan(span, 'to', -5, plain, snap).toSeconds).toBeCloseTo(2.04, 6);
  });

  it('keeps its length when moved, also at the ends of the video', () => {
    expect(draggedSpan(span, 'whole', 1, plain, snap)).toEqual({ fromSeconds: 3, toSeconds: 5 });
    expect(draggedSpan(span, 'whole', -9, plain, snap)).toEqual({ fromSeconds: 0, toSeconds: 2 });
    expect(draggedSpan(span, 'whole', 99, plain, snap)).toEqual({ fromSeconds: 8, toSeconds: 10 });
  });
});
