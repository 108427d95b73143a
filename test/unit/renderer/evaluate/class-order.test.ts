import { describe, expect, it } from 'vitest';
import type { ClassScores } from '../../../../src-main/contract/evaluation.ts';
import { nextOrder, orderClasses } from '../../../../src-renderer/views/evaluate/class-order.ts';

const none = {
  twoWay: null,
  imIm: null,
  imAud: null,
  audIm: null,
  audAud: null,
  localisation: null,
  frames: 0,
};
const classes: ClassScores[] = [
  { ...none, label: 'Harp', n: 2, imAud: 0.4 },
  { ...none, label: 'Drum', n: 5 },
  { ...none, label: 'Banjo', n: 2, imAud: 0.7 },
];
const names = (order: Parameters<typeof orderClasses>[1]) =>
  orderClasses(classes, order).map(({ label }) => label);

describe('the table of classes', () => {
  it('orders by name and by number, equal ones by name', () => {
    expect(names({ column: 'label', descending: false })).toEqual(['Banjo', 'Drum', 'Harp']);
    expect(names({ column: 'n', descending: true })).toEqual(['Drum', 'Banjo', 'Harp']);
  });

  it('puts what was not measured last, whichever way', () => {
    expect(names({ column: 'imAud', descending: true })).toEqual(['Banjo', 'Harp', 'Drum']);
    expect(names({ column: 'imAud', descending: false })).toEqual(['Harp', 'Banjo', 'Drum']);
  });

  it('starts a column from its best, and turns round at the second press', () => {
    const first = nextOrder({ column: 'n', descending: true }, 'imAud');
    expect(first).toEqual({ column: 'imAud', descending: true });
    expect(nextOrder(first, 'imAud')).toEqual({ column: 'imAud', descending: false });
    expect(nextOrder(first, 'label')).toEqual({ column: 'label', descending: false });
  });
});
