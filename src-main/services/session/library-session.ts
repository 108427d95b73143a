import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { openStore } from '../../store/index.ts';
import type { LibrarySession, OpenLibrary } from './session.ts';

/** The file that makes a folder a library. */
const libraryFile = 'library.sqlite';

/** A session with no library open yet. */
export function makeLibrarySession(): LibrarySession {
  let library: OpenLibrary | null = null;
  const closers: ((library: OpenLibrary) => void | Promise<void>)[] = [];
  const openers: ((library: OpenLibrary) => void)[] = [];

  async function close(): Promise<void> {
    if (!library) return;
    for (const closer of closers) await closer(library);
    library.store.close();
    library = null;
  }

  return {
    async open(folder, { create = true, readOnly = false } = {}) {
      const wanted = resolve(folder);
      if (library?.folder === wanted) return library;
      if (!create && !existsSync(join(wanted, libraryFile))) {
        throw new EarsightError('not-found', `There is no library in ${wanted}.`, { field: 'library' });
      }
      // The new one first: when it cannot be opened, the old one stays open.
      const opened = { folder: wanted, store: openStore(wanted, { readOnly }) };
      await close();
      library = opened;
      for (const opener of openers) opener(opened);
      return opened;
    },
    current() {
      if (!library) throw new EarsightError('not-found', 'No library is open.', { field: 'library' });
      return library;
    },
    peek: () => library,
    beforeClose: (listener) => void closers.push(listener),
    afterOpen: (listener) => void openers.push(listener),
    close,
  };
}
