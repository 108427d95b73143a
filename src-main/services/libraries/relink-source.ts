import { statSync } from 'node:fs';
import { EarsightError } from '../../contract/errors.ts';
import type { Source, Store } from '../../store/index.ts';
import { scanSource } from './scan-source.ts';
import { checkedSourceFolder } from './source-folder.ts';
import { exactPath } from './video-file.ts';

/**
 * Points a source to the folder where its files are now, and scans it.
 * @throws EarsightError `not-found`, `conflict` as for a new source; `invalid-input` when none of the source's
 * videos is in the folder, which would leave them all missing
 */
export async function relinkSource(
  library: { readonly store: Store },
  sourceId: number,
  folder: string,
  signal?: AbortSignal,
): Promise<Source> {
  const { store } = library;
  const source = store.sources.get(sourceId);
  const absolute = checkedSourceFolder(store, folder, sourceId);
  const videos = store.videos.ofSource(sourceId);
  const isThere = (index: number): boolean => {
    const path = exactPath({ ...source, folder: absolute }, videos[index]!);
    return statSync(path, { throwIfNoEntry: false })?.size === videos[index]!.sizeBytes;
  };
  if (videos.length > 0 && !videos.some((_, index) => isThere(index)))
    throw new EarsightError('invalid-input', `None of the videos of ${source.folder} is in ${absolute}.`, {
      field: 'folder',
      allowed: 'the folder that holds them now',
    });
  store.sources.relink(sourceId, absolute);
  await scanSource(library, sourceId, { signal });
  return store.sources.get(sourceId);
}
