import { expect, it } from 'vitest';
import { errorText } from '../../../src-main/app/command-line/error-text.ts';

it.each([
  ['There is no model "x".', 'a, b', 'There is no model "x". Allowed: a, b.'],
  ['line 1, end: "x" is no time', 'seconds', 'line 1, end: "x" is no time. Allowed: seconds.'],
  ['Give --to sounds.', '--to sounds', 'Give --to sounds.'],
  ['Broken.', undefined, 'Broken.'],
])('%j with %j allowed is told as a sentence of each', (message, allowed, told) => {
  expect(errorText({ message, allowed })).toBe(told);
});
