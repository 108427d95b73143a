import type { Random } from '../random.ts';
import type { SoundAugmentation } from './sound.ts';

/** Natural-logarithm units of power in a decibel. */
const PER_DECIBEL = Math.LN10 / 10;
/** Far below any floor: blanks whatever it is added to. */
const BLANK = -100;
/** Bins between which the filter is drawn: about a third of the points in each of the lower, middle, upper range. */
const FILTER_POINTS = [0, 4, 12, 32, 80, 160, 256];

/**
 * A change of one spectrogram's levels: a smooth filter along frequency, a band and a stretch of columns
 * blanked. Written into `filter` [bins] and `gate` [columns], in natural-logarithm units.
 */
export function varySpectrum(
  filter: Float32Array,
  gate: Float32Array,
  options: SoundAugmentation,
  random: Random,
): void {
  if (options.filterDecibels > 0 && random.unit() < 0.7) addFilter(filter, options.filterDecibels, random);
  if (options.blank > 0 && random.unit() < 0.5) blankSpan(filter, options.blank, random);
  if (options.blank > 0 && random.unit() < 0.5) blankSpan(gate, options.blank, random);
}

/** A random walk over the points, straight between them, without a change of the overall level. */
function addFilter(filter: Float32Array, decibels: number, random: Random): void {
  let level = 0;
  const levels = FILTER_POINTS.map(() => {
    level += decibels * gaussian(random) * PER_DECIBEL;
    return level;
  });
  const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length;
  for (let bin = 0; bin < filter.length; bin++) {
    const right = Math.max(
      1,
      FILTER_POINTS.findIndex((point) => point >= bin),
    );
    const [from, to] = [FILTER_POINTS[right - 1]!, FILTER_POINTS[right]!];
    const share = (bin - from) / (to - from);
    filter[bin]! += levels[right - 1]! * (1 - share) + levels[right]! * share - mean;
  }
}

function blankSpan(values: Float32Array, share: number, random: Random): void {
  const length = Math.max(1, Math.round(values.length * share * random.unit()));
  const from = random.below(values.length - length + 1);
  values.fill(BLANK, from, from + length);
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
