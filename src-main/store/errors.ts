/** Why the store refused; a subset of the contract's codes, so that services pass them on as they are. */
export type StoreErrorCode =
  | 'invalid-input'
  | 'not-found'
  | 'conflict'
  | 'unreadable-file'
  | 'unsupported-format'
  | 'out-of-space'
  | 'time-limit'
  | 'offline'
  | 'not-allowed';

/**
 * A failure of the store with a reason to act on. `current` holds the row as it is now when a change came
 * too late (`conflict` on a stale version).
 */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly field: string | undefined;
  readonly allowed: string | undefined;
  readonly current: unknown;

  constructor(
    code: StoreErrorCode,
    message: string,
    details: { field?: string; allowed?: string; current?: unknown; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StoreError';
    this.code = code;
    this.field = details.field;
    this.allowed = details.allowed;
    this.current = details.current;
  }
}
