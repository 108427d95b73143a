import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FramePicker, type Pick, sparseFrames } from '../../../src-main/media/frame-picker.ts';
import { momentTimes } from '../../../src-main/media/moment-times.ts';

/** Feeds frames whose one pixel is their number and gives all picks. */
const pick = (
  times: readonly number[],
  grid: readonly number[],
  options: { ratePerSecond?: number; framesPerSecond?: number; endSeconds?: number | null } = {},
): Pick[] => {
  const picker = new FramePicker({
    grid,
    ratePerSecond: 1,
    framesPerSecond: 25,
    endSeconds: null,
    ...options,
  });
  const picks = times.flatMap((atSeconds, index) => picker.push({ atSeconds, pixels: Uint8Array.of(index) }));
  return [...picks, ...picker.end()];
};
const brief = (picks: readonly Pick[]) =>
  picks.map(({ atSeconds, pixels }) => [atSeconds, pixels?.[0] ?? null]);

describe('FramePicker', () => {
  it('takes the frame nearest to the grid time, with its own time', () => {
    expect(brief(pick([0.1, 0.45, 0.56, 1.2, 1.52], [0.5, 1.5]))).toEqual([
      [0.45, 1],
      [1.52, 4],
    ]);
  });

  it('takes the earlier of two frames equally near', () => {
    expect(brief(pick([0.48, 0.52], [0.5]))).toEqual([[0.48, 0]]);
  });

  it('takes a frame that is still on the screen at the grid time, when none begins nearby', () => {
    expect(brief(pick([0.5, 4.4], [0.5, 1.5, 2.5, 3.5, 4.5]))).toEqual([
      [0.5, 0],
      [1.5, 0],
      [2.5, 0],
      [3.5, 0],
      [4.4, 1],
    ]);
  });

  it('gives no picture before the first frame and after the last one', () => {
    const picks = pick([2.5, 2.54], [0.5, 1.5, 2.5, 3.5]);
    expect(brief(picks)).toEqual([
      [0.5, null],
      [1.5, null],
      [2.5, 0],
      [3.5, null],
    ]);
  });

  it('marks frames held up to the end that the file states, because it may have been cut off', () => {
    const picks = pick([0.5], [0.5, 1.5, 2.5], { endSeconds: 2 });
    expect(picks.map((one) => [one.atSeconds, one.pixels !== null, one.afterLast])).toEqual([
      [0.5, true, false],
      [1.5, true, true],
      [2.5, false, true],
    ]);
  });

  it('holds the last frame for one frame interval', () => {
    expect(brief(pick([0, 10], [0.5, 9.5, 10.5, 19.5], { framesPerSecond: 0.1 }))).toEqual([
      [0, 0],
      [9.5, 0],
      [10, 1],
      [19.5, 1],
    ]);
  });

  it('drops frames that go back in time', () => {
    expect(brief(pick([0.5, 0.2, 1.5], [0.5, 1.5]))).toEqual([
      [0.5, 0],
      [1.5, 2],
    ]);
  });

  it('gives every frame once when the grid is as fine as the frames, on whichever side they lie', () => {
    const grid = momentTimes(4, 25);
    for (const offset of [0, 0.02, -0.02, 0.013]) {
      const frames = Array.from({ length: 120 }, (_, k) => 0.4 + k * 0.04 + offset);
      const picks = pick(frames, grid, { ratePerSecond: 25 });
      expect(new Set(picks.map((one) => one.pixels?.[0])).size).toBe(grid.length);
    }
  });

  it('stops where a frame is held, when it was not shown all frames', () => {
    const picker = new FramePicker({
      ...{ grid: [0.5, 1.5, 2.5], ratePerSecond: 1, framesPerSecond: 25, endSeconds: null },
      candidatesOnly: true,
    });
    const pixels = new Uint8Array(3);
    expect(picker.push({ atSeconds: 0.48, pixels })).toEqual([]);
    expect(picker.push({ atSeconds: 0.52, pixels })).toHaveLength(1);
    expect(picker.stuckAt).toBeNull();
    expect(picker.push({ atSeconds: 2.5, pixels })).toEqual([]);
    expect(picker.stuckAt).toBe(1.5);
    expect(picker.end()).toEqual([]);
  });

  it('gives each grid time one pick, at rising times within half a step of it, whatever the frames', () => {
    const steps = fc.array(fc.double({ min: 0.001, max: 3, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.5, 1, 2, 25), (gaps, ratePerSecond) => {
        let time = 0;
        const times = gaps.map((gap) => {
          time += gap;
          return time;
        });
        const grid = momentTimes(20, ratePerSecond);
        const picks = pick(times, grid, { ratePerSecond });
        expect(picks.length).toBe(grid.length);
        picks.forEach((one, index) => {
          expect(Math.abs(one.atSeconds - grid[index]!)).toBeLessThanOrEqual(0.5 / ratePerSecond + 2e-6);
          if (index > 0) expect(one.atSeconds).toBeGreaterThan(picks[index - 1]!.atSeconds);
        });
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('sparseFrames', () => {
  it('lets only frames near the grid through', () => {
    expect(sparseFrames([0.5, 1], 4, 25)).toEqual({
      filter: "select='lte(abs((t-0.5)*4-round((t-0.5)*4)),0.320000)'",
      referenceFramesOnly: false,
    });
  });

  it('spares decoding where many frames go to a step', () => {
    expect(sparseFrames([0.5, 1.5], 1, 25)).toEqual({
      filter: "select='lte(abs((t-0.5)*1-round((t-0.5)*1)),0.120000)'",
      referenceFramesOnly: true,
    });
  });

  it('lets all through where there are few, or nobody knows how many', () => {
    expect(sparseFrames([0.5, 1.5], 25, 25)).toBeNull();
    expect(sparseFrames([0.5, 1.5], 1, 0)).toBeNull();
    expect(sparseFrames([0.5, 1.5], 1, 1000)).toBeNull();
    expect(sparseFrames([0.25], 1, 25)).toBeNull();
  });
});
