import { describe, expect, it } from 'vitest';
import { PeakFolder } from '../../../src-main/media/peaks.ts';

describe('PeakFolder', () => {
  it('folds 480 samples into one pair, across pieces', () => {
    const folder = new PeakFolder();
    const samples = new Float32Array(960);
    samples[100] = 0.5;
    samples[479] = -1;
    samples[480] = 1;
    folder.push(samples.subarray(0, 300));
    folder.push(samples.subarray(300));
    expect(folder.end()).toEqual({ pairsPerSecond: 100, values: Int8Array.of(-127, 64, 0, 127) });
  });

  it('clips what is louder than full scale', () => {
    const folder = new PeakFolder();
    folder.push(Float32Array.of(-7, 3));
    expect([...folder.end().values]).toEqual([-127, 127]);
  });

  it('grows beyond its first minute', () => {
    const folder = new PeakFolder();
    const second = new Float32Array(48_000).fill(0.5);
    for (let count = 0; count < 150; count += 1) folder.push(second);
    const { values } = folder.end();
    expect(values.length).toBe(150 * 200);
    expect(values.every((value) => value === 64)).toBe(true);
  });
});
