import type { NetworkName, Weight, WeightMap } from '../../networks/index.ts';

/** New log-odds as slope · old + offset. */
export interface OddsScaling {
  readonly slope: number;
  readonly offset: number;
}

const NONE: OddsScaling = { slope: 1, offset: 0 };
/** Pull towards no change, as of so many pairs: a handful of pairs must not make a network certain. */
const PRIOR = 4;
const ROUNDS = 50;

/**
 * The slope and offset under which log-odds fit their answers best (Platt 1999): logistic regression on one number,
 * by Newton's method. `odds`: even ones belong to matching pairs, odd ones do not. No change where a larger number does
 * not mean a likelier match.
 */
export function plattScaling(odds: Float32Array): OddsScaling {
  const spread = Math.sqrt(odds.reduce((sum, value) => sum + value * value, 0) / odds.length) || 1;
  let [slope, offset] = [spread, 0];
  for (let round = 0; round < ROUNDS; round++) {
    // Gradient and curvature of the loss over (slope, offset), with the odds scaled to about 1.
    let [gradientSlope, gradientOffset] = [(PRIOR * (slope - spread)) / spread ** 2, PRIOR * offset];
    let [slopes, cross, offsets] = [PRIOR / spread ** 2, 0, PRIOR];
    for (const [index, value] of odds.entries()) {
      const x = value / spread;
      const probability = 1 / (1 + Math.exp(-(slope * x + offset)));
      const error = probability - (index % 2 === 0 ? 1 : 0);
      const curvature = probability * (1 - probability);
      gradientSlope += error * x;
      gradientOffset += error;
      slopes += curvature * x * x;
      cross += curvature * x;
      offsets += curvature;
    }
    const determinant = slopes * offsets - cross * cross;
    const stepSlope = (offsets * gradientSlope - cross * gradientOffset) / determinant;
    const stepOffset = (slopes * gradientOffset - cross * gradientSlope) / determinant;
    slope -= stepSlope;
    offset -= stepOffset;
    if (Math.hypot(stepSlope, stepOffset) < 1e-7) break;
  }
  return Number.isFinite(slope) && Number.isFinite(offset) && slope > 0
    ? { slope: slope / spread, offset }
    : NONE;
}

/**
 * Weights whose log-odds are scaled: through fc3 of the AVE-Nets (1 → 2, the difference of its rows counts) or
 * conv7 of AVOL-Net, which exist for that. L³-Net stays as it is.
 */
export function withScaledOdds(
  weights: WeightMap,
  network: NetworkName,
  { slope, offset }: OddsScaling,
): WeightMap {
  const head = network === 'avol' ? 'conv7' : 'fc3';
  const [weight, bias] = [weights.get(`${head}.weight`), weights.get(`${head}.bias`)];
  if (!weight || !bias) return weights;
  const scaled = (from: Weight): Weight => ({ ...from, values: from.values.map((value) => slope * value) });
  const shifted = scaled(bias);
  shifted.values[shifted.values.length - 1]! += offset;
  return new Map([...weights, [`${head}.weight`, scaled(weight)], [`${head}.bias`, shifted]]);
}
