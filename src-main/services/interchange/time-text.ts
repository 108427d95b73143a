import { InterchangeError, type Place, shown } from './errors.ts';
import { roundMicroseconds } from './frame-clock.ts';

/**
 * A decimal number as text files have it, with a point or (where a locale wrote it) a comma.
 * @throws InterchangeError when it is none, or not finite.
 */
export function parseDecimal(text: string, place: Place): number {
  const trimmed = text.trim();
  const value = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?$/i.test(trimmed)
    ? Number(trimmed.replace(',', '.'))
    : Number.NaN;
  if (!Number.isFinite(value))
    throw new InterchangeError('invalid-input', `${shown(trimmed)} is no number`, place);
  return value;
}

/** `[[hours:]minutes:]seconds[.fraction]` in seconds, the fraction after a point or comma; null when it is none. */
export function parseTimestamp(text: string): number | null {
  const parts = /^(?:(?:(\d{1,6}):)?(\d{1,2}):)?(\d{1,9})(?:[.,](\d{1,9}))?$/.exec(text.trim());
  if (!parts) return null;
  const [, hours, minutes, seconds, fraction] = parts;
  if (minutes !== undefined && (Number(minutes) > 59 || Number(seconds) >= 60)) return null;
  const whole = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return roundMicroseconds(whole + Number(`0.${fraction ?? 0}`));
}

/** `hh:mm:ss.mmm`; hours grow past two digits. */
export function formatTimestamp(seconds: number, decimalMark: '.' | ',' = '.'): string {
  const milliseconds = Math.round(Math.max(0, seconds) * 1000);
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const rest = Math.floor(milliseconds / 1000) % 60;
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(rest, 2)}${decimalMark}${pad(milliseconds % 1000, 3)}`;
}

/** A number with at most `digits` decimals and no needless zeros. */
export function formatDecimal(value: number, digits = 6): string {
  return String(Number(value.toFixed(digits)));
}
