import { describe, expect, it } from 'vitest';
import {
  accuracySeries,
  linePath,
  lossSeries,
  type ShownCurve,
} from '../../../../src-renderer/views/train/chart/curve-series.ts';

const curve: ShownCurve = {
  id: 'a',
  name: 'mine',
  letter: 'A',
  slot: 0,
  points: [
    { pairs: 100, seconds: 10, loss: 2 },
    { pairs: 200, seconds: 25, loss: 1.5, avcAccuracy: 0.6, validationLoss: 1.7 },
  ],
};

describe('the lines of the charts', () => {
  it('have a point only where something was measured', () => {
    const [loss, validation] = lossSeries([curve], 'pairs');
    expect(loss?.points).toEqual([
      { x: 100, y: 2 },
      { x: 200, y: 1.5 },
    ]);
    expect(validation).toMatchObject({ dashed: true, points: [{ x: 200, y: 1.7 }] });
    expect(accuracySeries([curve], 'pairs')[0]?.points).toEqual([{ x: 200, y: 0.6 }]);
  });

  it('run against time as well', () => {
    expect(lossSeries([curve], 'seconds')[0]?.points.map(({ x }) => x)).toEqual([10, 25]);
  });

  it('are drawn through all points, a lone one as a dot', () => {
    expect(linePath([])).toBe('');
    expect(linePath([{ x: 1, y: 2 }])).toBe('M1.0 2.0h0.1');
    expect(linePath([0, 1, 2].map((x) => ({ x, y: x * 2 })))).toBe('M0.0 0.0L1.0 2.0L2.0 4.0');
  });
});
