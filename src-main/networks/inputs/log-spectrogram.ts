import { op, type Tensor } from '../../engine/index.ts';

// Objects that Sound, §3 "Inputs": 1 s at 48 kHz, window 0.01 s, hop half a window, 512-point DFT.

/** Sampling rate of all sound inside Earsight. */
export const SAMPLE_RATE_HZ = 48_000;
/** Samples of 1 s. */
export const SOUND_SAMPLES = 48_000;
const WINDOW = 480;
const HOP = 240;
const DFT = 512;
/** Frequency bins, 0…24 kHz in steps of 93.75 Hz. */
export const BINS = DFT / 2 + 1;
/** Spectrogram columns of 1 s. */
export const COLUMNS = SOUND_SAMPLES / HOP;

/** How log-power values are centred and scaled. */
export interface SpectrogramNormalisation {
  /** Added to the power before the logarithm: the floor of silence. */
  readonly floor: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Measured over composites of instrument sounds; any sound lands near mean 0 and spread 1. */
export const defaultSpectrogramNormalisation: SpectrogramNormalisation = {
  floor: 1e-6,
  mean: -8,
  deviation: 4,
};

/**
 * Log-spectrogram as part of the graph: ln(|DFT(hann · x)|² + floor), centred and scaled.
 *
 * The hop is half a window, so the samples are cut into hops and each window is two hops side by side: the
 * transform becomes one matrix product. 120 zeros on either side centre 200 windows on the second.
 *
 * @param samples [batch, 48000] float32, mono, −1…1; any multiple of 240 samples will do.
 * @returns [batch, 1, 257 frequency bins, 200 columns] float32.
 */
export function logSpectrogram(
  samples: Tensor,
  { floor, mean, deviation }: SpectrogramNormalisation,
): Tensor {
  const [batch, count] = samples.shape as [number, number];
  const columns = count / HOP;
  const padded = op.pad(samples, [0, HOP / 2], [0, HOP / 2]);
  const hops = op.reshapeTo(padded, [batch, columns + 1, HOP]);
  const windows = op.concat(
    [op.slice(hops, [0, 0, 0], [batch, columns, HOP]), op.slice(hops, [0, 1, 0], [batch, columns + 1, HOP])],
    2,
  );
  const basis = windowedDftBasis();
  const spectrum = op.matMul(windows, op.constant(basis, [WINDOW, 2 * BINS]));
  const real = op.slice(spectrum, [0, 0, 0], [batch, columns, BINS]);
  const imaginary = op.slice(spectrum, [0, 0, BINS], [batch, columns, 2 * BINS]);
  const power = op.add(op.square(real), op.square(imaginary));
  const level = op.log(op.add(power, floor));
  const scaled = op.multiply(op.subtract(level, mean), 1 / deviation);
  return op.reshapeTo(op.transpose(scaled, [0, 2, 1]), [batch, 1, BINS, columns]);
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
