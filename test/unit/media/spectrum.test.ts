import { describe, expect, it } from 'vitest';
import { rowBins, Spectrum } from '../../../src-main/media/spectrum.ts';

const size = 1024;

/** Power by the definition of the discrete Fourier transform, bin by bin. */
const slowPower = (samples: Float32Array, bin: number): number => {
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, n) => {
    const hann = (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / samples.length)) * (4 / samples.length);
    real += sample * hann * Math.cos((2 * Math.PI * bin * n) / samples.length);
    imaginary -= sample * hann * Math.sin((2 * Math.PI * bin * n) / samples.length);
  });
  return real ** 2 + imaginary ** 2;
};

describe('Spectrum', () => {
  it('agrees with the definition on a seeded noise', () => {
    let state = 42;
    const samples = Float32Array.from({ length: size }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 31 - 1;
    });
    const power = new Float64Array(size / 2 + 1);
    new Spectrum(size).addPower(samples, power);
    for (const bin of [0, 1, 2, 77, 256, 511, 512])
      expect(power[bin]).toBeCloseTo(slowPower(samples, bin), 10);
  });

  it('gives a full-scale sine power 1 in its bin', () => {
    const samples = Float32Array.from({ length: size }, (_, n) => Math.sin((2 * Math.PI * 100 * n) / size));
    const power = new Float64Array(size / 2 + 1);
    new Spectrum(size).addPower(samples, power);
    expect(power[100]).toBeCloseTo(1, 4);
    expect(power[200]).toBeLessThan(1e-9);
  });
});

describe('rowBins', () => {
  it('puts high frequencies on top and covers every bin once on a linear scale', () => {
    const rows = rowBins(256, size, 48_000, 'linear');
    expect(rows[255]).toEqual({ first: 0, last: 1 });
    expect(rows[0]!.last).toBe(511);
    expect(rows.reduce((sum, { first, last }) => sum + last - first + 1, 0)).toBe(512);
  });

  it('gives low frequencies more rows on the mel scale, and no row nothing', () => {
    const rows = rowBins(200, size, 48_000, 'mel');
    const below1kHz = rows.filter(({ last }) => (last / size) * 48_000 < 1000).length;
    expect(below1kHz).toBeGreaterThan(40);
    for (const { first, last } of rows) expect(last).toBeGreaterThanOrEqual(first);
  });
});
