import { InvalidArgumentError, Option } from 'commander';

export interface NumberRange {
  least: number;
  most?: number;
  whole?: boolean;
}

/** An option that takes a number in a range; anything else is a usage error that names the range. */
export function numberOption(
  flags: string,
  description: string,
  preset: number | undefined,
  range: NumberRange,
): Option {
  const option = new Option(flags, description).argParser((text) => parseNumber(text, range));
  return preset === undefined ? option : option.default(preset);
}

/** Reads a number of a range. Throws commander's `InvalidArgumentError`. */
export function parseNumber(text: string, { least, most, whole }: NumberRange): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const fits = Number.isFinite(value) && value >= least && (most === undefined || value <= most);
  // Beyond the safe integers numbers are whole only because their last digits are lost.
  if (fits && (!whole || Number.isSafeInteger(value))) return value;
  const kind = whole
    ? `a whole number${value > Number.MAX_SAFE_INTEGER ? ' of at most 15 digits' : ''}`
    : 'a number';
  throw new InvalidArgumentError(
    most === undefined ? `Allowed: ${kind} from ${least} up.` : `Allowed: ${kind} from ${least} to ${most}.`,
  );
}
