export { addSources } from './add-sources.ts';
export { contentHash } from './content-hash.ts';
export { cacheFolder, exportsFolder } from './library-folders.ts';
export {
  createLibraryHandlers,
  type LibraryHandlerOptions,
  type LibraryHandlers,
  summarise,
} from './library-handlers.ts';
export { kindByName } from './media-extensions.ts';
export { type ScanOptions, type ScanResult, scanSource, scanSources } from './scan-source.ts';
export { checkedSourceFolder } from './source-folder.ts';
export { refreshReach, watchReach } from './source-reach.ts';
export { exactPath, findVideoByPath, videoFile } from './video-file.ts';
export type { ProxyState } from './video-items.ts';
export { type Walk, walkFolder } from './walk-folder.ts';
