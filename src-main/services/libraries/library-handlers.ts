import { basename } from 'node:path';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { LibrarySummary, Source } from '../../contract/library.ts';
import type { Store, Source as StoredSource, Video } from '../../store/index.ts';
import type { Emit, OpenLibrary } from '../session/session.ts';
import { folderBytes } from './folder-bytes.ts';
import { cacheFolder } from './library-folders.ts';
import { relinkSource } from './relink-source.ts';
import { checkedSourceFolder } from './source-folder.ts';
import { type ProxyState, videoDetail, videoItem } from './video-items.ts';

export type LibraryHandlers = Pick<
  Handlers,
  | 'library.summary'
  | 'sources.add'
  | 'sources.remove'
  | 'sources.relink'
  | 'videos.list'
  | 'videos.get'
  | 'videos.retry'
  | 'videos.remove'
  | 'undo.apply'
>;

/** What the handlers need beside the library. */
export interface LibraryHandlerOptions {
  readonly emit: Emit;
  /** Whether the library is the demo library. */
  readonly isDemo?: ((library: OpenLibrary) => boolean) | undefined;
  /** Whether a video needs a proxy, and what has become of it. */
  readonly proxyOf: (library: OpenLibrary, video: Video) => ProxyState;
}

/** The methods about sources and videos. `library` gives the library that is open, or throws. */
export function createLibraryHandlers(
  library: () => OpenLibrary,
  options: LibraryHandlerOptions,
): LibraryHandlers {
  const { emit } = options;
  const summary = (): Promise<LibrarySummary> => summarise(library(), options);
  /** Tells the windows; an empty list means that any video may have changed. */
  const tell = async (videos: number[]): Promise<void> => {
    emit('videos-changed', { videos });
    emit('library', await summary());
  };
  return {
    'library.summary': summary,
    'sources.add': async ({ folder }) => {
      const { store } = library();
      const source = store.sources.add(checkedSourceFolder(store, folder));
      await tell([]);
      return toSource(store, source);
    },
    'sources.remove': async ({ source }) => {
      const undo = library().store.undo.removeSource(source);
      await tell([]);
      return { undo };
    },
    'sources.relink': async ({ source, folder }, signal) => {
      const opened = library();
      const relinked = await relinkSource(opened, source, folder, signal);
      await tell([]);
      return toSource(opened.store, relinked);
    },
    'videos.list': (query) => {
      const { total, items } = library().store.videos.list(query);
      return { total, items: items.map(videoItem) };
    },
    'videos.get': ({ video: id }) => {
      const opened = library();
      const video = opened.store.videos.get(id);
      return videoDetail(opened.store, video, options.proxyOf(opened, video));
    },
    'videos.retry': async ({ video }) => {
      const { store } = library();
      const { presence, name } = store.videos.get(video);
      if (presence !== 'present')
        throw new EarsightError('offline', `${name} cannot be read now: its file is not there.`, {
          field: 'video',
        });
      store.videos.retry(video);
      await tell([video]);
      return {};
    },
    'videos.remove': async ({ video }) => {
      const undo = library().store.undo.removeVideos([video]);
      await tell([]);
      return { undo };
    },
    'undo.apply': async ({ undo }) => {
      library().store.undo.apply(undo);
      await tell([]);
      return {};
    },
  };
}

/** What the library holds, in numbers. */
export async function summarise(
  library: OpenLibrary,
  options: Pick<LibraryHandlerOptions, 'isDemo'> = {},
): Promise<LibrarySummary> {
  const { store, folder } = library;
  const { durationSeconds, ...videos } = store.videos.totals();
  return {
    folder,
    name: basename(folder),
    sources: store.sources.list().map((source) => toSource(store, source)),
    videos,
    moments: store.moments.count(),
    hours: durationSeconds / 3600,
    cacheBytes: await folderBytes(cacheFolder(folder)),
    demo: options.isDemo?.(library) ?? false,
  };
}

function toSource(store: Store, source: StoredSource): Source {
  const { id, folder, online } = source;
  return { id, folder, online, videos: store.sources.videoCounts().get(id) ?? 0 };
}
