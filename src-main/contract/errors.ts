import { z } from 'zod';

/** Every reason for which a call can fail, as plain data that crosses processes. */
export const errorCodes = [
  'invalid-input',
  'not-found',
  'conflict',
  'unreadable-file',
  'unsupported-format',
  'no-picture',
  'no-sound',
  'offline',
  'time-limit',
  'out-of-space',
  'model-invalid',
  'engine-failed',
  'missing-program',
  'cancelled',
  'worker-died',
  'disconnected',
  'not-allowed',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error as it crosses a process boundary: a code to act on, a sentence to read, the field at fault. */
export const errorData = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  field: z.string().optional(),
  allowed: z.string().optional(),
});

export type ErrorData = z.infer<typeof errorData>;

/**
 * A failure with a reason the caller can act on. The message says what was wrong and, with `allowed`,
 * what would have been right.
 */
export class EarsightError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly allowed: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: { field?: string; allowed?: string; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'EarsightError';
    this.code = code;
    this.field = details.field;
    this.allowed = details.allowed;
  }

  /** The plain data of any thrown value; unknown errors become `internal`. */
  static toData(error: unknown): ErrorData {
    if (error instanceof EarsightError) {
      return { code: error.code, message: error.message, field: error.field, allowed: error.allowed };
    }
    if (error instanceof Error && error.name === 'AbortError')
      return { code: 'cancelled', message: 'Cancelled.' };
    return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  }

  /** The error again on the other side of the boundary. */
  static fromData(data: ErrorData): EarsightError {
    return new EarsightError(data.code, data.message, {
      ...(data.field === undefined ? {} : { field: data.field }),
      ...(data.allowed === undefined ? {} : { allowed: data.allowed }),
    });
  }
}
