import type { Handlers } from '../../contract/contract.ts';
import type { ServiceContext } from '../context.ts';
import { type CacheKind, cacheKinds, clearCache } from './cache-folders.ts';

export { type CacheKind, cacheBytes, cacheFolder, cacheKinds, clearCache } from './cache-folders.ts';
export { type DiskCache, openDiskCache } from './disk-cache.ts';

const folders: Record<'thumbnails' | 'proxies' | 'training' | 'all', readonly CacheKind[]> = {
  thumbnails: ['pictures'],
  proxies: ['proxies'],
  training: ['training'],
  all: cacheKinds,
};

/** `caches.clear`. */
export function cacheHandlers(context: ServiceContext): Partial<Handlers> {
  return {
    'caches.clear': ({ kind }) => {
      const { folder } = context.session.current();
      for (const cache of folders[kind]) clearCache(folder, cache);
      return {};
    },
  };
}
