import { EarsightError } from '../../contract/errors.ts';
import type { OpenLibrary } from '../session/session.ts';
import { checkedSourceFolder } from './source-folder.ts';

/**
 * The ids of the sources for some folders, in their order; new ones are made. All or none: a folder that cannot
 * be a source leaves the library as it was.
 * @throws EarsightError as `checkedSourceFolder`
 */
export function addSources(
  context: { readonly session: { current(): OpenLibrary } },
  folders: readonly string[],
): number[] {
  const { store } = context.session.current();
  if (folders.length === 0)
    throw new EarsightError('invalid-input', 'No folder was given.', {
      field: 'folders',
      allowed: 'one or more',
    });
  return store.transaction(() => {
    const ids = folders.map((folder) => store.sources.add(checkedSourceFolder(store, folder)).id);
    return [...new Set(ids)];
  });
}
