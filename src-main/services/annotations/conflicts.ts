import { EarsightError } from '../../contract/errors.ts';
import { StoreError } from '../../store/index.ts';

/**
 * Runs an edit; a stale version becomes a `conflict` whose `allowed` carries the row as it is now, as JSON
 * (`currentAnnotation` and `currentLabel` of the contract read it), so that the window can show it at once.
 */
export function withConflicts<T>(edit: () => T): T {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'conflict' || error.field !== 'version') throw error;
    throw new EarsightError('conflict', error.message, {
      field: 'version',
      allowed: JSON.stringify(error.current ?? null),
      cause: error,
    });
  }
}
