import { describe, expect, it } from 'vitest';
import { layOutReport } from '../../../../src-renderer/views/evaluate/report/report-layout.ts';
import { formatNdcg, formatShare } from '../../../../src-renderer/views/evaluate/score-format.ts';

describe('scores', () => {
  it('are printed as the paper prints them, and a dash stands for what was not measured', () => {
    expect(formatNdcg(0.4125)).toBe('0.412');
    expect(formatNdcg(null)).toBe('–');
    expect(formatShare(0.8134)).toBe('81.3\u2009%');
    expect(formatShare(null)).toBe('–');
  });
});

describe('the picture of a result', () => {
  it('stands tables under each other with room for every row', () => {
    const row = { label: 'a', value: 0.5, chance: null, shown: '0.500' };
    const { tables, height, rowHeight } = layOutReport([
      { title: 'one', rows: [row, row] },
      { title: 'two', rows: [row] },
    ]);
    const [one, two] = tables;
    expect(two!.at - one!.at).toBeGreaterThan(2 * rowHeight + 20);
    expect(height).toBeGreaterThan(two!.at + 20 + rowHeight);
  });
});
