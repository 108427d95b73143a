import type { Handlers } from '../../contract/contract.ts';
import type { CacheName } from '../../contract/models.ts';
import type { ServiceContext } from '../context.ts';
import { measureFolder } from '../libraries/folder-bytes.ts';
import { type CacheKind, cacheFolder, cacheKinds, clearCache, mostBytes } from './cache-folders.ts';

export {
  type CacheKind,
  cacheFolder,
  cacheKinds,
  clearCache,
  isPart,
  leftoverMilliseconds,
  mostBytes,
} from './cache-folders.ts';
export { type DiskCache, openDiskCache } from './disk-cache.ts';
export { byReading, filesIn, removeLeastRecent } from './least-recent-files.ts';

const folders: Record<CacheName, CacheKind> = {
  thumbnails: 'pictures',
  proxies: 'proxies',
  training: 'training',
  maps: 'maps',
  proposals: 'proposals',
};
const names = Object.keys(folders) as CacheName[];

/** `caches.list` and `caches.clear`. */
export function cacheHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'caches.list': () => {
      const { folder } = context.session.current();
      const measured = names.map(async (kind) => ({
        kind,
        bytes: await measureFolder(cacheFolder(folder, folders[kind])),
        mostBytes: mostBytes[folders[kind]] ?? null,
      }));
      return Promise.all(measured);
    },
    'caches.clear': ({ kind }) => {
      const { folder } = context.session.current();
      for (const cache of kind === 'all' ? cacheKinds : [folders[kind]]) clearCache(folder, cache);
      // Whether a video can be played hangs on its proxy.
      if (kind === 'proxies' || kind === 'all') context.emit('videos-changed', { videos: [] });
      return {};
    },
  };
}
