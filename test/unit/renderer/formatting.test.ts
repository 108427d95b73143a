import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatPercent,
  formatRate,
  formatTick,
  formatTime,
} from '../../../src-renderer/logic/formatting.ts';
import { likenessShare, topPercent } from '../../../src-renderer/logic/likeness.ts';

describe('what people read', () => {
  it('rounds times as a whole, so that no second reads 60', () => {
    expect(formatTime(59.9996)).toBe('1:00.000');
    expect(formatTime(3599.5, 0)).toBe('1:00:00');
    expect(formatTime(62.34, 1)).toBe('1:02.3');
    expect(formatTime(-1)).toBe('0:00.000');
  });

  it('gives ruler labels the decimals of their step', () => {
    expect(formatTick(1.25, 0.05)).toBe('0:01.25');
    expect(formatTick(2, 1)).toBe('0:02');
    expect(formatTick(0.004, 0.002)).toBe('0:00.004');
  });

  it('writes sizes, counts, rates and shares briefly', () => {
    expect([0, 999, 12_345, 3_400_000, 250e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '12 kB',
      '3.4 MB',
      '250 GB',
    ]);
    expect(formatCount(1234567)).toBe('1\u2009234\u2009567');
    expect([25, 30000 / 1001].map(formatRate)).toEqual(['25', '29.97']);
    expect([0.9996, 1, 0.123].map(formatPercent)).toEqual(['99\u2009%', '100\u2009%', '12\u2009%']);
  });

  it('reads distances as a bar, and the place in the library as per cent from the top', () => {
    expect(likenessShare(0)).toBe(1);
    expect(likenessShare(1.9)).toBe(0);
    expect([1, 0.997, 0.97, 0.5, 0].map(topPercent)).toEqual([1, 1, 3, 50, 100]);
  });
});
