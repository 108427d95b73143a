import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { Store } from '../../store/index.ts';
import { liesWithin } from './file-names.ts';

/**
 * The folder of a new or relinked source, absolute.
 * @throws EarsightError `not-found` when it is no folder; `conflict` when it lies in another source or holds one,
 * since every video in both would be there twice
 */
export function checkedSourceFolder(store: Store, folder: string, ownId?: number): string {
  const absolute = resolve(folder);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (!stat?.isDirectory())
    throw new EarsightError('not-found', `There is no folder ${absolute}.`, {
      field: 'folder',
      allowed: 'a folder that exists',
    });
  const real = realFolder(absolute);
  for (const source of store.sources.list()) {
    if (source.id === ownId || source.folder === absolute) continue;
    const other = realFolder(source.folder);
    const relation =
      other === real
        ? 'is the same folder as'
        : liesWithin(real, other)
          ? 'lies within'
          : liesWithin(other, real)
            ? 'holds'
            : null;
    if (relation === null) continue;
    throw new EarsightError(
      'conflict',
      `${absolute} ${relation} the source ${source.folder}: its videos would be in the library twice.`,
      { field: 'folder', allowed: 'a folder that shares nothing with another source' },
    );
  }
  return absolute;
}

/** Without links; the folder of an unplugged drive stays as it is written. */
function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return resolve(folder);
  }
}
