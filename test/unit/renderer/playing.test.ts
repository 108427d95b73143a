import { describe, expect, it } from 'vitest';
import { frameNumberAt, steppedTime } from '../../../src-renderer/logic/frame-clock.ts';
import { layOutGrid, moveInGrid } from '../../../src-renderer/logic/grid-layout.ts';
import { LatestRequest } from '../../../src-renderer/logic/latest-request.ts';
import { nextShuttle, stepSpeed } from '../../../src-renderer/logic/shuttle.ts';

describe('frames', () => {
  it('are numbered from 0 by their presentation time, rounded containers included', () => {
    expect([0, 0.04, 0.959, 0.96].map((at) => frameNumberAt(at, 25))).toEqual([0, 1, 24, 24]);
  });

  it('step to the middle of the next frame and stop at both ends', () => {
    expect(steppedTime(0.96, 1, 25, 10)).toBeCloseTo(25.5 / 25);
    expect(steppedTime(0, -1, 25, 10)).toBe(0);
    expect(steppedTime(9.96, 3, 25, 10)).toBeCloseTo(9.98);
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
