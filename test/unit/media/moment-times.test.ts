import { describe, expect, it } from 'vitest';
import { momentTimes } from '../../../src-main/media/moment-times.ts';

describe('momentTimes', () => {
  it('steps by the rate from half a second to half a second before the end', () => {
    expect(momentTimes(3, 1)).toEqual([0.5, 1.5, 2.5]);
    expect(momentTimes(2.2, 2)).toEqual([0.5, 1, 1.5]);
    expect(momentTimes(5, 0.5)).toEqual([0.5, 2.5, 4.5]);
  });

  it('takes durations that came through binary numbers for what they mean', () => {
    expect(momentTimes(0.1 + 0.2 + 0.7, 1)).toEqual([0.5]);
    expect(momentTimes(10.04 - 0.04, 1).length).toBe(10);
  });

  it('gives the middle of a video shorter than a second, and nothing of an empty one', () => {
    expect(momentTimes(0.4, 1)).toEqual([0.2]);
    expect(momentTimes(0, 1)).toEqual([]);
    expect(momentTimes(Number.NaN, 1)).toEqual([]);
  });

  it('refuses rates that are none, and says what is allowed', () => {
    for (const rate of [0, -1, Number.NaN, 1e9]) {
      expect(() => momentTimes(10, rate)).toThrow(
        expect.objectContaining({
          code: 'invalid-input',
          field: 'ratePerSecond',
          allowed: expect.any(String),
        }),
      );
    }
  });

  it('refuses lengths that only a damaged header claims, instead of filling the memory', () => {
    expect(() => momentTimes(1e15, 1)).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  });
});
