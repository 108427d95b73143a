import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { readRecentLibraries, rememberLibrary, type Store } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import { proxyState } from '../proxies/index.ts';
import type { OpenLibrary } from '../session/session.ts';
import { createLibraryHandlers, summarise } from './library-handlers.ts';
import { refreshReach, watchReach } from './source-reach.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** How long a removal can be taken back, and how long finished jobs are listed. */
const removalDays = 30;
const jobDays = 90;

/** The methods about the library, its sources and its videos; opening one makes it the session's. */
export function libraryHandlers(context: ServiceContext): Partial<Handlers> {
  const { session, folders, emit, role } = context;
  const isDemo = (library: OpenLibrary): boolean => library.folder === demoFolder(context);
  if (role === 'interactive') watchDrives(context, isDemo);
  return {
    ...createLibraryHandlers(() => session.current(), { emit, isDemo, proxyOf: proxyState }),
    'library.open': async ({ folder, create }) => {
      const library = await session.open(folder ?? demoFolder(context), { create, readOnly: true });
      if (isDemo(library)) addDemoVideos(library, folders.demoVideos);
      if (role !== 'jobs') {
        if (!library.store.readOnly) tidy(library.store);
        await refreshReach(library.store);
        rememberLibrary(folders.home, library.folder);
      }
      return summarise(library, { isDemo });
    },
    'library.recent': () => readRecentLibraries(folders.home),
  };
}

/** Where the demo library is kept. */
function demoFolder({ settings, folders }: ServiceContext): string {
  return resolve(settings.read().librariesFolder ?? join(folders.home, 'libraries'), 'Demo');
}

/** Tells the windows what the open library holds now, in numbers. */
export async function tellSummary(context: ServiceContext): Promise<void> {
  const library = context.session.current();
  const isDemo = (opened: OpenLibrary): boolean => opened.folder === demoFolder(context);
  context.emit('library', await summarise(library, { isDemo }));
}

/** Tells the windows when a drive comes or goes while a library is open. */
function watchDrives({ session, emit }: ServiceContext, isDemo: (library: OpenLibrary) => boolean): void {
  let stop = (): void => {};
  session.afterOpen((library) => {
    stop = watchReach(library.store, async () => {
      emit('videos-changed', { videos: [] });
      emit('library', await summarise(library, { isDemo }));
    });
  });
  session.beforeClose(() => stop());
}

function tidy(store: Store): void {
  const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMilliseconds);
  store.undo.purge(daysAgo(removalDays));
  store.jobs.prune(daysAgo(jobDays));
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
