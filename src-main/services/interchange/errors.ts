import { EarsightError } from '../../contract/errors.ts';

/** Where in a file something is wrong: the field (a path such as `annotations[3].bbox`) and the line, from 1. */
export interface Place {
  readonly field: string;
  readonly line?: number | undefined;
}

/**
 * A file that cannot be imported (or annotations that cannot be exported), with the line and the field at
 * fault, both also in the message. `invalid-input`: damaged or against its format; `unsupported-format`: well
 * formed, but of a kind that is not read.
 */
export class InterchangeError extends EarsightError {
  readonly line: number | undefined;
  /** What is wrong, without the place. */
  readonly reason: string;

  constructor(code: 'invalid-input' | 'unsupported-format', reason: string, place: Place, allowed?: string) {
    const line = place.line === undefined ? '' : `line ${place.line}, `;
    super(code, `${line}${place.field}: ${reason}`, {
      field: place.field,
      ...(allowed === undefined ? {} : { allowed }),
    });
    this.name = 'InterchangeError';
    this.line = place.line;
    this.reason = reason;
  }
}

/** A value as a message shows it: one line, at most 60 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
