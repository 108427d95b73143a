import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { readRecentLibraries, rememberLibrary } from '../../store/index.ts';
import type { OpenLibrary, ServiceContext } from '../context.ts';
import { proxyState } from '../proxies/index.ts';
import { createLibraryHandlers, summarise } from './library-handlers.ts';

/** The methods about the library, its sources and its videos; opening one makes it the session's. */
export function libraryHandlers(context: ServiceContext): Partial<Handlers> {
  const demoFolder = (): string =>
    join(context.settings.read().librariesFolder ?? join(context.folders.home, 'libraries'), 'Demo');
  const isDemo = (library: OpenLibrary): boolean => library.folder === resolve(demoFolder());
  return {
    ...createLibraryHandlers(() => context.session.current(), {
      emit: context.emit,
      isDemo,
      proxyOf: proxyState,
    }),
    'library.open': async ({ folder, create }) => {
      const library = await context.session.open(folder ?? demoFolder(), { create });
      if (isDemo(library)) addDemoVideos(library, context.folders.demoVideos);
      rememberLibrary(context.folders.home, library.folder);
      return summarise(library, { isDemo });
    },
    'library.recent': () => readRecentLibraries(context.folders.home),
  };
}

/** The demo library watches the clips that come with the app, wherever the app is installed now. */
function addDemoVideos(library: OpenLibrary, demoVideos: string): void {
  const { sources } = library.store;
  const [first] = sources.list();
  if (first?.folder === demoVideos) return;
  if (!existsSync(demoVideos)) {
    throw new EarsightError('not-found', 'The demo clips are missing from this installation.', {
      field: 'folder',
    });
  }
  if (first === undefined) sources.add(demoVideos);
  else sources.relink(first.id, demoVideos);
}
