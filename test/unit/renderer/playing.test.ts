import { describe, expect, it } from 'vitest';
import { frameCovering, frameNumberAt, middleOfFrame } from '../../../src-renderer/logic/frame-clock.ts';
import { layOutGrid, moveInGrid } from '../../../src-renderer/logic/grid-layout.ts';
import { LatestRequest } from '../../../src-renderer/logic/latest-request.ts';
import { nextShuttle, stepSpeed } from '../../../src-renderer/logic/shuttle.ts';
import { ownPaneWidths } from '../../../src-renderer/stores/pane-widths.ts';

describe('frames', () => {
  const fixed = { framesPerSecond: 25, durationSeconds: 10, times: null };
  /** Two frames at 10 a second, then three at 50; the average rate is that of neither. */
  const uneven = {
    framesPerSecond: 20,
    durationSeconds: 9,
    times: Float64Array.of(0, 0.1, 0.2, 0.22, 0.24),
  };

  it('are numbered from 0 by their presentation time, rounded containers included', () => {
    expect([0, 0.04, 0.959, 0.96].map((at) => frameNumberAt(at, fixed))).toEqual([0, 1, 24, 24]);
  });

  it('are numbered by their own times where these are known', () => {
    expect([0, 0.1, 0.199, 0.2, 0.22, 0.24].map((at) => frameNumberAt(at, uneven))).toEqual([
      0, 1, 2, 2, 3, 4,
    ]);
  });

  it('cover all the time up to the next one', () => {
    expect([0, 0.03, 0.04, 0.079].map((at) => frameCovering(at, fixed))).toEqual([0, 0, 1, 1]);
    expect([0.05, 0.15, 0.21, 8].map((at) => frameCovering(at, uneven))).toEqual([0, 1, 2, 4]);
  });

  it('are reached by their middle, the first and last beyond both ends', () => {
    expect(middleOfFrame(25, fixed)).toBeCloseTo(25.5 / 25);
    expect(middleOfFrame(-1, fixed)).toBe(0);
    expect(middleOfFrame(252, fixed)).toBeCloseTo(9.98);
    expect([-1, 0, 1, 2].map((frame) => middleOfFrame(frame, uneven))).toEqual(
      [0.05, 0.05, 0.15, 0.21].map((at) => expect.closeTo(at, 9)),
    );
    // The sound goes on to 9 s; the last frame is looked for where it begins.
    expect(middleOfFrame(7, uneven)).toBeCloseTo(0.265, 9);
  });
});

describe('the shuttle', () => {
  it('doubles in one direction and starts anew in the other', () => {
    expect(nextShuttle(0, 1)).toBe(1);
    expect(nextShuttle(1, 1)).toBe(2);
    expect(nextShuttle(8, 1)).toBe(8);
    expect(nextShuttle(4, -1)).toBe(-1);
    expect(nextShuttle(-1, -1)).toBe(-2);
  });

  it('goes through the named speeds one by one', () => {
    expect(stepSpeed(1, 1)).toBe(1.25);
    expect(stepSpeed(1, -1)).toBe(0.75);
    expect(stepSpeed(4, 1)).toBe(4);
    expect(stepSpeed(0.1, -1)).toBe(0.1);
  });
});

describe('the grid', () => {
  it('fills the width with as many columns as fit', () => {
    const grid = layOutGrid(10, { width: 300, gap: 10, minimumTile: 120, captionHeight: 40 });
    expect(grid).toEqual({ columns: 2, rows: 5, tileWidth: 145, rowHeight: 145 * (9 / 16) + 50 });
    expect(layOutGrid(1, { width: 50, gap: 10, minimumTile: 120, captionHeight: 0 }).columns).toBe(1);
  });

  it('moves by arrows without leaving the list', () => {
    expect(moveInGrid(0, 'ArrowUp', 3, 8)).toBe(0);
    expect(moveInGrid(7, 'ArrowDown', 3, 8)).toBe(7);
    expect(moveInGrid(6, 'ArrowRight', 3, 8)).toBe(7);
    expect(moveInGrid(2, 'PageDown', 3, 8)).toBe(7);
    expect(moveInGrid(2, 'x', 3, 8)).toBeNull();
    expect(moveInGrid(0, 'End', 3, 0)).toBeNull();
  });
});

describe('the library beside the player', () => {
  const columnsAt = (windowPixels: number, remPixels: number) => {
    const { library } = ownPaneWidths(windowPixels, remPixels);
    // Padding takes a rem and a half, the scroll bar's gutter about one.
    const width = (library - 2.3) * remPixels;
    return layOutGrid(10, { width, gap: remPixels * 0.6, minimumTile: remPixels * 8, captionHeight: 20 })
      .columns;
  };

  it('has two columns on a laptop, three on a large screen and four at 4K, as long as nobody drags it', () => {
    expect(ownPaneWidths(1280, 13).library).toBe(19);
    expect([columnsAt(1280, 13), columnsAt(2560, 15.46), columnsAt(3840, 17.9)]).toEqual([2, 3, 4]);
  });
});

describe('the latest request', () => {
  it('keeps one under way, drops all waiting but the newest, and delivers in order', async () => {
    const started: number[] = [];
    const delivered: number[] = [];
    const release: (() => void)[] = [];
    const latest = new LatestRequest<number, number>(
      (input) => {
        started.push(input);
        return new Promise((resolve) => release.push(() => resolve(input * 10)));
      },
      (output) => delivered.push(output),
      () => delivered.push(-1),
    );
    for (const input of [1, 2, 3, 4]) latest.submit(input);
    expect(started).toEqual([1]);
    release[0]!();
    await settle();
    expect(started).toEqual([1, 4]);
    release[1]!();
    await settle();
    expect(delivered).toEqual([10, 40]);
    expect(latest.busy).toBe(false);
  });

  it('delivers nothing of what was cancelled, and goes on after a failure', async () => {
    const delivered: string[] = [];
    const latest = new LatestRequest<string, string>(
      async (input) => {
        if (input === 'bad') throw new Error('no');
        return input;
      },
      (output) => delivered.push(output),
      (error) => delivered.push(`failed: ${(error as Error).message}`),
    );
    latest.submit('forgotten');
    latest.cancel();
    latest.submit('bad');
    await settle();
    latest.submit('good');
    await settle();
    expect(delivered).toEqual(['failed: no', 'good']);
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
