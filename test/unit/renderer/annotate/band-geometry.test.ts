import { describe, expect, it } from 'vitest';
import {
  gripPixels,
  gripPlaces,
  hertzByKey,
  hertzOf,
  highestHertz,
  movedBand,
  shareFromTop,
} from '../../../../src-renderer/annotate/logic/band-geometry.ts';

const open = { lowHz: null, highHz: null };

describe('a frequency band', () => {
  it('with open ends reaches to the borders of the spectrogram', () => {
    expect([hertzOf(open, 'lowHz'), hertzOf(open, 'highHz')]).toEqual([0, highestHertz]);
    expect(hertzOf({ lowHz: 30_000, highHz: null }, 'lowHz')).toBe(highestHertz);
    expect([shareFromTop(highestHertz), shareFromTop(0)]).toEqual([0, 1]);
  });

  it('moves by an edge, in tens of hertz, and keeps the other edge', () => {
    expect(movedBand(open, 'highHz', 4003)).toEqual({ lowHz: null, highHz: 4000 });
    expect(movedBand({ lowHz: 250.5, highHz: 4000 }, 'highHz', 3000)).toEqual({ lowHz: 250.5, highHz: 3000 });
  });

  it('never turns over: an edge stops short of the other one', () => {
    expect(movedBand({ lowHz: 1000, highHz: 4000 }, 'highHz', 200)).toEqual({ lowHz: 1000, highHz: 1050 });
    expect(movedBand({ lowHz: 1000, highHz: 4000 }, 'lowHz', 9000)).toEqual({ lowHz: 3950, highHz: 4000 });
  });

  it('opens at an end that is drawn out to the border', () => {
    expect(movedBand({ lowHz: 1000, highHz: 4000 }, 'highHz', 25_000).highHz).toBeNull();
    expect(movedBand({ lowHz: 1000, highHz: 4000 }, 'lowHz', -3).lowHz).toBeNull();
  });

  it('is taken hold of about its edges, by two grips that never overlap nor leave the spectrogram', () => {
    for (const lowHz of [null, 1000, 12_000, 23_000])
      for (const highHz of [1050, 12_050, 23_050, null]) {
        if (lowHz !== null && highHz !== null && lowHz > highHz) continue;
        const grips = gripPlaces({ lowHz, highHz }, 50);
        expect(grips.highHz).toBeGreaterThanOrEqual(0);
        expect(grips.lowHz).toBeGreaterThanOrEqual(grips.highHz + gripPixels);
        expect(grips.lowHz).toBeLessThanOrEqual(50 - gripPixels);
      }
    const { highHz, lowHz } = gripPlaces({ lowHz: 6000, highHz: 18_000 }, 200);
    expect(highHz).toBeCloseTo(50 - 16.8, 6);
    expect(lowHz).toBeCloseTo(150 - 7.2, 6);
  });

  it('moves by keys as a slider does', () => {
    const band = { lowHz: 1000, highHz: 4000 };
    expect(hertzByKey(band, 'lowHz', 'ArrowUp', false)).toBe(1050);
    expect(hertzByKey(band, 'lowHz', 'ArrowDown', true)).toBe(500);
    expect(hertzByKey(band, 'highHz', 'End', false)).toBe(highestHertz);
    expect(hertzByKey(band, 'highHz', 'x', false)).toBeNull();
  });
});
