/** A failure of this room with the fields that cross every boundary; services translate it by its code. */
export class EvaluationError extends Error {
  readonly code: 'invalid-input';
  readonly field: string | undefined;
  readonly allowed: string | undefined;

  constructor(message: string, details: { field?: string; allowed?: string; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'EvaluationError';
    this.code = 'invalid-input';
    this.field = details.field;
    this.allowed = details.allowed;
  }
}
