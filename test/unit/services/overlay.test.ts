import { describe, expect, it } from 'vitest';
import { colourMapNames, colourTable } from '../../../src-main/contract/colour-maps.ts';
import { coverage, mapValue, overlayPixels } from '../../../src-main/contract/overlay.ts';

describe('colour maps', () => {
  it.each(colourMapNames.filter((name) => name !== 'grey'))('%s grows brighter from end to end', (name) => {
    const table = colourTable(name);
    const brightness = Array.from(
      { length: 256 },
      (_, index) =>
        0.2126 * table[index * 3]! + 0.7152 * table[index * 3 + 1]! + 0.0722 * table[index * 3 + 2]!,
    );
    // Bytes round: a step may fall by a fraction, but never over sixteen colours.
    for (let index = 16; index < 256; index++)
      expect(brightness[index]!).toBeGreaterThan(brightness[index - 16]!);
  });

  it('have the published ends', () => {
    expect([...colourTable('viridis').subarray(0, 3)]).toEqual([0x44, 0x01, 0x54]);
    expect([...colourTable('viridis').subarray(765)]).toEqual([0xfd, 0xe7, 0x25]);
    expect([...colourTable('inferno').subarray(765)]).toEqual([0xfc, 0xff, 0xa4]);
  });
});

describe('the overlay of a heatmap', () => {
  const style = { colourMap: 'grey', opacity: 0.5, threshold: 0.2 } as const;

  it('has a cell’s own value in its middle and the mean between two', () => {
    const values = [0, 1, 0, 0];
    expect(mapValue(values, 2, 0.75, 0.25)).toBe(1);
    expect(mapValue(values, 2, 0.5, 0.25)).toBe(0.5);
    expect(mapValue(values, 2, 1, 0)).toBe(1);
  });

  it('leaves the picture alone up to the threshold and reaches the opacity soon above it', () => {
    expect([0, 0.2, 0.24, 0.28, 1].map((value) => coverage(value, style))).toEqual([
      0,
      0,
      expect.closeTo(0.25, 6),
      expect.closeTo(0.5, 6),
      0.5,
    ]);
  });

  it('shows everything at threshold 0, and the strongest value at any threshold below 1', () => {
    expect(coverage(0, { ...style, threshold: 0 })).toBe(0.5);
    expect(coverage(1, { ...style, threshold: 0.99 })).toBe(0.5);
    expect(coverage(1, { ...style, threshold: 1 })).toBe(0);
  });

  it('holds the value of the outer cells out to the edge instead of fading', () => {
    const corner = Array.from({ length: 196 }, (_, cell) => (cell === 195 ? 0.7 : 0));
    expect(mapValue(corner, 14, 1, 1)).toBeCloseTo(0.7);
  });

  it('puts the strongest colour where the strongest cell is', () => {
    const values = new Float32Array(14 * 14);
    values[3 * 14 + 10] = 1;
    // What lay in the array before is gone.
    const target = new Uint8ClampedArray(28 * 28 * 4).fill(99);
    const pixels = overlayPixels(values, 14, 28, 28, style, target);
    expect(pixels).toBe(target);
    const at = (column: number, row: number) => [
      ...pixels.subarray((row * 28 + column) * 4, (row * 28 + column) * 4 + 4),
    ];
    expect(at(20, 6)[3]).toBeGreaterThan(80);
    expect(at(4, 20)[3]).toBe(0);
  });
});
