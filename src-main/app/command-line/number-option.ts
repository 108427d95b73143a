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
  if (fits && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new InvalidArgumentError(
    most === undefined ? `Allowed: ${kind} from ${least} up.` : `Allowed: ${kind} from ${least} to ${most}.`,
  );
}
