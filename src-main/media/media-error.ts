/** Why a call of this room failed; the codes are those of the application's contract. */
export type MediaErrorCode =
  | 'invalid-input'
  | 'not-found'
  | 'unreadable-file'
  | 'unsupported-format'
  | 'no-picture'
  | 'no-sound'
  | 'time-limit'
  | 'out-of-space'
  | 'missing-program'
  | 'cancelled';

/** A failure with a reason one can act on: a code, a sentence, and the field and allowed values of bad input. */
export class MediaError extends Error {
  readonly code: MediaErrorCode;
  readonly field: string | undefined;
  readonly allowed: string | undefined;

  constructor(
    code: MediaErrorCode,
    message: string,
    details: { field?: string; allowed?: string; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MediaError';
    this.code = code;
    this.field = details.field;
    this.allowed = details.allowed;
  }
}

/** Throws `cancelled` when the signal has fired. */
export const throwIfCancelled = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw new MediaError('cancelled', 'Cancelled.', { cause: signal.reason });
};
