import { expect, it } from 'vitest';
import { foldText, naturalKey } from '../../../src-main/store/text-keys.ts';

it('folds case, accents and compatibility forms alike', () => {
  expect(foldText('Ünïcode ﬁle STRASSE')).toBe(foldText('unicode file straße'));
  expect(foldText('Ω')).toBe(foldText('ω'));
});

it('orders numbers inside names by their value', () => {
  const names = ['clip 10', 'clip 9', 'Clip 010b', 'clip 1', 'clip'];
  const sorted = [...names].sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1));
  expect(sorted).toEqual(['clip', 'clip 1', 'clip 9', 'clip 10', 'Clip 010b']);
});

it('keeps digits longer than any number', () => {
  const digits = '1'.repeat(40);
  expect(naturalKey(digits)).toBe(digits);
});
