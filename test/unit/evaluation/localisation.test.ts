import { describe, expect, it } from 'vitest';
import { avcAccuracy, negativePartners } from '../../../src-main/evaluation/avc.ts';
import { enlargeMap, type HeatmapGrid, rasterBoxes } from '../../../src-main/evaluation/heatmap-grid.ts';
import {
  intersectionOverUnion,
  mapArea,
  overlapScore,
  peakInBox,
  scoreFalsePositives,
  scoreLocalisation,
} from '../../../src-main/evaluation/localisation.ts';

const flat = (value: number): HeatmapGrid => ({ rows: 14, columns: 14, values: Array(196).fill(value) });
const withPeak = (row: number, column: number): HeatmapGrid => {
  const values = Array<number>(196).fill(0.1);
  values[row * 14 + column] = 0.9;
  return { rows: 14, columns: 14, values };
};

describe('the peak of a map', () => {
  it('is right when its cell’s centre lies in a box', () => {
    const box = [0, 0, 2 / 14, 1 / 14] as const;
    expect(peakInBox(withPeak(0, 1), [box])).toBe(1);
    expect(peakInBox(withPeak(0, 2), [box])).toBe(0);
    expect(peakInBox(withPeak(13, 13), [box, [0.9, 0.9, 1, 1]])).toBe(1);
  });

  it('scores the share of equally high cells that are right, so a flat map is a blind guess', () => {
    expect(peakInBox(flat(0.3), [[0, 0, 0.5, 1]])).toBeCloseTo(0.5, 12);
    const two: HeatmapGrid = { rows: 1, columns: 4, values: [1, 0, 0, 1] };
    expect(peakInBox(two, [[0, 0, 0.5, 1]])).toBe(0.5);
  });
});

describe('areas', () => {
  it('enlarge a map by interpolation between the centres of its cells', () => {
    const large = enlargeMap({ rows: 1, columns: 2, values: [0, 1] }, 4);
    expect([...large.subarray(0, 4)]).toEqual([0, 0.25, 0.75, 1]);
  });

  it('count a pixel as in a box when its centre is', () => {
    expect([...rasterBoxes([[0.25, 0, 0.75, 0.25]], 4).subarray(0, 8)]).toEqual([0, 1, 1, 0, 0, 0, 0, 0]);
    expect(rasterBoxes([[0.3, 0.3, 0.3, 0.9]], 4)).toEqual(new Uint8Array(16));
  });

  it('follow their protocol', () => {
    const map = Float32Array.of(0.1, 0.2, 0.3, 0.4);
    expect([...mapArea(map, 'fixed')]).toEqual([0, 0, 0, 0]);
    expect([...mapArea(map, 'stretched')]).toEqual([0, 0, 1, 1]);
    expect([...mapArea(Float32Array.of(0.9, 0.1, 0.5, 0.4, 0.2), 'top-half')]).toEqual([1, 0, 1, 0, 0]);
  });

  it('are empty for a flat or dark map', () => {
    const dark = new Float32Array(100).fill(0.2);
    for (const protocol of ['fixed', 'stretched', 'top-half'] as const) {
      expect(mapArea(dark, protocol)).toEqual(new Uint8Array(100));
    }
    expect(intersectionOverUnion(new Uint8Array(4), new Uint8Array(4))).toBe(0);
    expect(intersectionOverUnion(new Uint8Array(4), Uint8Array.of(1, 1, 0, 0))).toBe(0);
  });

  it('overlap by intersection over union', () => {
    expect(intersectionOverUnion(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 1, 1, 0))).toBeCloseTo(
      1 / 3,
      12,
    );
  });
});

describe('the success curve', () => {
  it('has its area by trapezoids over 21 thresholds', () => {
    // IoU 0.5 succeeds at thresholds 0 … 0.5 (11 of them): ten full trapezoids and one half.
    expect(overlapScore([0.5])).toEqual({ ciou: 1, auc: expect.closeTo(0.525, 12) });
    expect(overlapScore([0.49])).toEqual({ ciou: 0, auc: expect.closeTo(0.475, 12) });
    // A perfect map succeeds everywhere; a wholly wrong one at threshold 0 alone, as in the published code.
    expect(overlapScore([1]).auc).toBeCloseTo(1, 12);
    expect(overlapScore([0]).auc).toBeCloseTo(0.025, 12);
    expect(overlapScore([])).toEqual({ ciou: 0, auc: 0 });
  });
});

describe('localisation over cases', () => {
  it('stands beside the centre guess and the whole image', () => {
    const boxes = [[0.25, 0.25, 0.75, 0.75]] as const;
    const corner = [[0, 0, 0.25, 0.25]] as const;
    const result = scoreLocalisation([
      { map: withPeak(7, 7), boxes },
      { map: withPeak(7, 7), boxes: corner },
      { map: withPeak(0, 0), boxes: corner },
      { map: flat(0), boxes },
    ]);
    expect(result.n).toBe(4);
    // The flat map scores the share of cells in the box: 8 × 8 of 196 centres,
    // those on the edge included.
    expect(result.accuracy).toBeCloseTo((1 + 0 + 1 + 64 / 196) / 4, 12);
    expect(result.centre).toBe(0.5);
    expect(result.wholeImage.ciou).toBe(0);
    // IoU of the whole picture is 1/4 twice and 1/16 twice.
    expect(result.wholeImage.auc).toBeCloseTo((0.275 + 0.075) / 2, 9);
  });

  it('is all zeros without a case', () => {
    expect(scoreLocalisation([])).toMatchObject({ accuracy: 0, centre: 0, n: 0 });
    expect(scoreFalsePositives([])).toEqual({ rate: 0, area: 0, peak: 0, n: 0 });
  });

  it('counts maps that light up without reason', () => {
    const result = scoreFalsePositives([flat(0.2), flat(0.8), withPeak(3, 3)]);
    expect(result.rate).toBeCloseTo(2 / 3, 12);
    expect(result.peak).toBeCloseTo((0.2 + 0.8 + 0.9) / 3, 12);
    expect(result.area).toBeGreaterThan(1 / 3);
    expect(result.area).toBeLessThan(0.35);
  });
});

describe('AVC accuracy', () => {
  it('counts right answers on both kinds of pairs', () => {
    const result = avcAccuracy([0.9, 0.4, 0.2, 0.7], [true, true, false, false]);
    expect(result).toEqual({ accuracy: 0.5, matched: 0.5, mismatched: 0.5, n: 4 });
  });

  it('gives half a point for no opinion', () => {
    expect(avcAccuracy([0.5, 0.5, 0.5], [true, false, false]).accuracy).toBe(0.5);
    expect(avcAccuracy([], [])).toEqual({ accuracy: 0, matched: 0, mismatched: 0, n: 0 });
  });

  it('pairs every item with one of another video', () => {
    const groups = [1, 1, 2, 2, 3, 3];
    for (let shift = 0; shift < 12; shift++) {
      for (const [index, partner] of negativePartners(groups, shift).entries()) {
        expect(groups[partner]).not.toBe(groups[index]);
      }
    }
    expect([...negativePartners([4, 4, 4], 1)]).toEqual([-1, -1, -1]);
    expect([...negativePartners([], 1)]).toEqual([]);
  });
});
