import { EarsightError, type ErrorCode, errorCodes } from '../contract/errors.ts';

const known = new Set<string>(errorCodes);

/** What the codes of Node's file system mean to a caller. */
const systemCodes: Record<string, [ErrorCode, string]> = {
  ENOENT: ['not-found', 'No such file or folder'],
  ENOTDIR: ['not-found', 'Not a folder'],
  EISDIR: ['invalid-input', 'A folder, not a file'],
  EACCES: ['unreadable-file', 'No permission'],
  EPERM: ['unreadable-file', 'No permission'],
  EIO: ['unreadable-file', 'The drive reported an error'],
  EROFS: ['not-allowed', 'The drive cannot be written'],
  ENOSPC: ['out-of-space', 'The drive is full'],
  ENAMETOOLONG: ['invalid-input', 'The name is too long'],
};

interface ErrorLike extends Error {
  code?: unknown;
  field?: unknown;
  allowed?: unknown;
  path?: unknown;
}

/**
 * Any thrown value as an `EarsightError`. The lower rooms throw errors of their own with the same fields, so
 * that they need not know the contract; file system errors are put into words; an abort becomes `cancelled`.
 */
export function toEarsightError(thrown: unknown): EarsightError {
  if (thrown instanceof EarsightError) return thrown;
  if (!(thrown instanceof Error)) return new EarsightError('internal', String(thrown));
  const error = thrown as ErrorLike;
  if (error.name === 'AbortError') return new EarsightError('cancelled', 'Cancelled.', { cause: error });
  if (typeof error.code === 'string') {
    if (known.has(error.code)) {
      return new EarsightError(error.code as ErrorCode, error.message, {
        ...(typeof error.field === 'string' ? { field: error.field } : {}),
        ...(typeof error.allowed === 'string' ? { allowed: error.allowed } : {}),
        cause: error,
      });
    }
    const system = systemCodes[error.code];
    if (system) {
      const where = typeof error.path === 'string' ? `: ${error.path}` : '';
      return new EarsightError(system[0], `${system[1]}${where}`, { cause: error });
    }
  }
  return new EarsightError('internal', error.message, { cause: error });
}

/** The error of a file or folder that cannot be read: what it was to be, where it is, and why not. */
export function cannotRead(
  what: string,
  path: string,
  thrown: unknown,
  about: { field: string; allowed?: string },
): EarsightError {
  const error = thrown as ErrorLike;
  const [code, reason] = systemCodes[String(error.code)] ?? (['unreadable-file', error.message] as const);
  const why = reason.charAt(0).toLowerCase() + reason.slice(1);
  return new EarsightError(code, `Cannot read ${what} ${path}: ${why}.`, { ...about, cause: thrown });
}

/** The error of a name that is not there, naming what is. */
export function notFound(what: string, name: string | number, allowed?: readonly string[]): EarsightError {
  return new EarsightError(
    'not-found',
    `There is no ${what} ${typeof name === 'number' ? name : JSON.stringify(name)}.`,
    {
      field: what,
      ...(allowed ? { allowed: allowed.length ? allowed.join(', ') : `no ${what} yet` } : {}),
    },
  );
}
