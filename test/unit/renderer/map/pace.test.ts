import { describe, expect, it } from 'vitest';
import { Pace } from '../../../../src-renderer/views/map/gl/pace.ts';

/** Frames so many milliseconds apart. */
function frames(pace: Pace, count: number, apart: number, from = 1000): number {
  let share = 1;
  for (let frame = 0; frame < count; frame++) share = pace.frame(from + frame * apart);
  return share;
}

describe('the pace of drawing', () => {
  it('draws everything where the machine keeps up', () => {
    expect(frames(new Pace(), 100, 16.7)).toBe(1);
  });

  it('draws fewer points where it does not, and more again when it can', () => {
    const pace = new Pace();
    const slow = frames(pace, 10, 60);
    expect(slow).toBeLessThan(0.2);
    expect(slow).toBeGreaterThan(0);
    expect(frames(pace, 60, 16.7, 5000)).toBe(1);
  });

  it('takes a rest for no slow frame', () => {
    const pace = new Pace();
    expect(pace.frame(0)).toBe(1);
    expect(pace.frame(60_000)).toBe(1);
  });
});
