import { op, type Tensor } from '../../engine/index.ts';

// Objects that Sound, §3 "Inputs": 1 s at 48 kHz, window 0.01 s, hop half a window, 512-point DFT.

/** Sampling rate of all sound inside Earsight. */
export const SAMPLE_RATE_HZ = 48_000;
/** Samples of 1 s. */
export const SOUND_SAMPLES = 48_000;
const WINDOW = 480;
/** Samples between two columns. */
export const HOP = 240;
const DFT = 512;
/** Frequency bins, 0…24 kHz in steps of 93.75 Hz. */
export const BINS = DFT / 2 + 1;
/** Spectrogram columns of 1 s. */
export const COLUMNS = SOUND_SAMPLES / HOP;

/** How log-power values become the network's input. */
export interface SpectrogramNormalisation {
  /** Added to the power before the logarithm: the floor of silence. */
  readonly floor: number;
  /**
   * `peak`: levels count from the loudest cell of the second, down to `range` below it, so that a recording's
   * level does not matter; a second quieter than `quiet` everywhere counts from there and stays near the bottom.
   * `absolute`: levels as they are. The paper does not say.
   */
  readonly reference: 'peak' | 'absolute';
  /** With `peak`: lowest level that is kept, in natural-logarithm units below the peak (16.1 are 70 dB). */
  readonly range: number;
  /** With `peak`: the lowest peak that is taken as one, as ln(power). */
  readonly quiet: number;
  readonly mean: number;
  readonly deviation: number;
}

/** 70 dB below the peak, centred, in steps of 20 dB. */
export const defaultSpectrogramNormalisation: SpectrogramNormalisation = {
  floor: 1e-10,
  reference: 'peak',
  range: 16.118,
  quiet: -4,
  mean: -8.059,
  deviation: 4.605,
};

/** Changes of a spectrogram for augmentation, in natural-logarithm units, added to the levels. */
export interface SpectralChange {
  /** Per frequency bin: [batch, 1, 257]. */
  readonly filter: Tensor;
  /** Per column: [batch, columns, 1]; −100 blanks one. */
  readonly gate: Tensor;
}

/**
 * Log-spectrogram as part of the graph: ln(|DFT(hann · x)|² + floor), then as the normalisation says.
 *
 * The hop is half a window, so the samples are cut into hops and each window is two hops side by side: the
 * transform becomes one matrix product. 120 zeros on either side centre 200 windows on the second.
 *
 * @param samples [batch, 48000] float32, mono, −1…1; any multiple of 240 samples will do.
 * @returns [batch, 1, 257 frequency bins, 200 columns] float32.
 */
export function logSpectrogram(
  samples: Tensor,
  normalisation: SpectrogramNormalisation,
  change?: SpectralChange,
): Tensor {
  const { floor, mean, deviation } = normalisation;
  const [batch] = samples.shape as [number];
  const power = powerSpectrogram(samples);
  const columns = power.shape[1]!;
  let level = op.log(op.add(power, floor));
  if (change) level = op.add(op.add(level, change.filter), change.gate);
  if (normalisation.reference === 'peak') {
    const peak = op.atLeast(op.reduceMax(level, [1, 2], true), normalisation.quiet);
    level = op.atLeast(op.subtract(level, peak), -normalisation.range);
  }
  const scaled = op.multiply(op.subtract(level, mean), 1 / deviation);
  return op.reshapeTo(op.transpose(scaled, [0, 2, 1]), [batch, 1, BINS, columns]);
}

/** |DFT|² of every window: [batch, samples] → [batch, columns, bins]. */
function powerSpectrogram(samples: Tensor): Tensor {
  const [batch, count] = samples.shape as [number, number];
  const columns = count / HOP;
  const padded = op.pad(samples, [0, HOP / 2], [0, HOP / 2]);
  const hops = op.reshapeTo(padded, [batch, columns + 1, HOP]);
  const windows = op.concat(
    [op.slice(hops, [0, 0, 0], [batch, columns, HOP]), op.slice(hops, [0, 1, 0], [batch, columns + 1, HOP])],
    2,
  );
  const spectrum = op.matMul(windows, op.constant(windowedDftBasis(), [WINDOW, 2 * BINS]));
  const real = op.slice(spectrum, [0, 0, 0], [batch, columns, BINS]);
  const imaginary = op.slice(spectrum, [0, 0, BINS], [batch, columns, 2 * BINS]);
  return op.add(op.square(real), op.square(imaginary));
}

/** cos and −sin of every bin under a periodic Hann window: [480, 2·257] row-major. */
function windowedDftBasis(): Float32Array {
  const basis = new Float32Array(WINDOW * 2 * BINS);
  for (let n = 0; n < WINDOW; n++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW);
    for (let bin = 0; bin < BINS; bin++) {
      const angle = (2 * Math.PI * bin * n) / DFT;
      basis[n * 2 * BINS + bin] = hann * Math.cos(angle);
      basis[n * 2 * BINS + BINS + bin] = -hann * Math.sin(angle);
    }
  }
  return basis;
}
