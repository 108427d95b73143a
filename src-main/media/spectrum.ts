/**
 * Power spectra of real windows of `size` samples (a power of two), under a Hann window: an iterative radix-2 FFT, the
 * real signal taken as a complex one. Quick enough for pictures; the networks have their own spectrogram.
 */
export class Spectrum {
  readonly size: number;
  readonly #hann: Float64Array;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;
  readonly #reversed: Uint32Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor(size: number) {
    this.size = size;
    const angles = Float64Array.from({ length: size }, (_, index) => (2 * Math.PI * index) / size);
    // Scaled so that a full-scale sine has power 1 in its bin: the window's mean is ½, a sine's two lines share it.
    this.#hann = angles.map((angle) => (0.5 - 0.5 * Math.cos(angle)) * (4 / size));
    this.#cosine = angles.map(Math.cos);
    this.#sine = angles.map((angle) => -Math.sin(angle));
    const bits = Math.log2(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, index) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit += 1) reversed = (reversed << 1) | ((index >> bit) & 1);
      return reversed;
    });
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** Adds the window's power, [bin] of 0…size/2, to `power`; 1 is a full-scale sine. */
  addPower(samples: Float32Array, power: Float64Array): void {
    const { size } = this;
    for (let index = 0; index < size; index += 1) {
      const from = this.#reversed[index]!;
      this.#real[index] = samples[from]! * this.#hann[from]!;
      this.#imaginary[index] = 0;
    }
    for (let half = 1; half < size; half *= 2) this.#combine(half);
    for (let bin = 0; bin <= size / 2; bin += 1) {
      power[bin] = power[bin]! + this.#real[bin]! ** 2 + this.#imaginary[bin]! ** 2;
    }
  }

  /** One stage of butterflies over groups of 2·half. */
  #combine(half: number): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    const step = this.size / (2 * half);
    for (let group = 0; group < this.size; group += 2 * half) {
      for (let offset = 0; offset < half; offset += 1) {
        const a = group + offset;
        const b = a + half;
        const c = this.#cosine[offset * step]!;
        const s = this.#sine[offset * step]!;
        const re = real[b]! * c - imaginary[b]! * s;
        const im = real[b]! * s + imaginary[b]! * c;
        real[b] = real[a]! - re;
        imaginary[b] = imaginary[a]! - im;
        real[a] = real[a]! + re;
        imaginary[a] = imaginary[a]! + im;
      }
    }
  }
}

/**
 * For each row of a picture from its top, the range of bins it stands for, [first, last] inclusive: rows are evenly
 * spaced in frequency or on the mel scale (2595·log10(1 + f/700)), as the ear has it.
 */
export const rowBins = (
  rows: number,
  size: number,
  sampleRateHz: number,
  scale: 'linear' | 'mel',
): { first: number; last: number }[] => {
  const top = sampleRateHz / 2;
  const topMel = 2595 * Math.log10(1 + top / 700);
  const frequency = (share: number) =>
    scale === 'linear' ? share * top : 700 * (10 ** ((share * topMel) / 2595) - 1);
  const bin = (share: number) => (frequency(share) / sampleRateHz) * size;
  return Array.from({ length: rows }, (_, row) => {
    const low = bin((rows - 1 - row) / rows);
    const high = bin((rows - row) / rows);
    const first = Math.min(size / 2, Math.round(low));
    return { first, last: Math.max(first, Math.min(size / 2, Math.round(high) - 1)) };
  });
};
