import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseNumber } from '../../../src-main/app/command-line/number-option.ts';
import {
  formatProgress,
  formatSeconds,
  printable,
} from '../../../src-main/app/command-line/progress-line.ts';

describe('a number on the command line', () => {
  it('is read when it lies in its range', () => {
    expect(parseNumber('0.5', { least: 0, most: 1 })).toBe(0.5);
    expect(parseNumber('1e3', { least: 0 })).toBe(1000);
    expect(parseNumber('30', { least: 1, most: 500, whole: true })).toBe(30);
  });

  it.each(['', ' ', 'abc', 'NaN', 'Infinity', '-1', '2', '1,5'])('%j is refused with the range', (text) => {
    const read = () => parseNumber(text, { least: 0, most: 1 });
    expect(read).toThrow(InvalidArgumentError);
    expect(read).toThrow('Allowed: a number from 0 to 1.');
  });

  it('that must be whole may not have a fraction', () => {
    expect(() => parseNumber('2.5', { least: 1, whole: true })).toThrow('Allowed: a whole number from 1 up.');
  });

  it('that must be whole may not have more digits than a number keeps', () => {
    expect(() => parseNumber('1e300', { least: 1, whole: true })).toThrow('at most 15 digits from 1 up');
    expect(parseNumber('999999999999999', { least: 1, whole: true })).toBe(999_999_999_999_999);
  });
});

describe('the progress line', () => {
  it('fits the terminal, with bar, share and time left', () => {
    const line = formatProgress(0.5, 125, 'a very long name of a video that does not fit.mp4', 60);
    expect([...line].length).toBe(59);
    expect(line.startsWith(`${'█'.repeat(12)}${'░'.repeat(12)}  50% 2 min 5 s left  a very`)).toBe(true);
  });

  it('says nothing of a share or a time that is unknown', () => {
    expect(formatProgress(null, null, 'Looking', 80)).toBe(`${'░'.repeat(24)}    …  Looking`);
  });

  it.each([
    [8.4, '8 s'],
    [125, '2 min 5 s'],
    [11_400, '3 h 10 min'],
    [-1, '0 s'],
  ])('%d seconds are %s', (seconds, told) => {
    expect(formatSeconds(seconds)).toBe(told);
  });

  it('never passes control characters of a file name to the terminal', () => {
    expect(printable('a\nb\u001b[2Jc\u009bd')).toBe('a�b�[2Jc�d');
  });
});
