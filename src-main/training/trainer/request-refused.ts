/** A run that was asked for wrongly, with the option at fault as people and callers know it. */
export class RequestRefused extends Error {
  readonly code = 'invalid-input';
  readonly field: string;
  readonly allowed: string;

  constructor(message: string, field: string, allowed: string) {
    super(message);
    this.field = field;
    this.allowed = allowed;
  }
}
