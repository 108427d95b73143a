import { EarsightError, type ErrorCode } from '../../contract/errors.ts';
import { toEarsightError } from '../../services/errors.ts';
import { errorText } from './error-text.ts';
import { printable } from './progress-line.ts';

/** One of several files that something could not be done with. */
export interface FileFailure {
  readonly path: string;
  readonly code: ErrorCode;
  readonly reason: string;
}

/** These would be the same for every file. */
const concernAll: ReadonlySet<ErrorCode> = new Set([
  'cancelled',
  'out-of-space',
  'missing-program',
  'engine-failed',
  'model-invalid',
]);

/** What went wrong with a file, so that the others can go on. Throws what went wrong for all of them. */
export function fileFailure(path: string, thrown: unknown): FileFailure {
  const error = toEarsightError(thrown);
  if (concernAll.has(error.code)) throw error;
  return { path, code: error.code, reason: errorText(error) };
}

/** Failures as people read them, one a line. */
export function describeFailures(failures: readonly Pick<FileFailure, 'path' | 'reason'>[]): string[] {
  return failures.map(({ path, reason }) => `  ${printable(path)}: ${reason}`);
}

/** Does something with a file. Throws what went wrong with the file's name in front: the rooms below speak of "it". */
export async function namingFile<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    const { code, message, field, allowed } = toEarsightError(thrown);
    if (concernAll.has(code) || message.includes(path)) throw thrown;
    throw new EarsightError(code, `${path}: ${message}`, {
      ...(field === undefined ? {} : { field }),
      ...(allowed === undefined ? {} : { allowed }),
      cause: thrown,
    });
  }
}
