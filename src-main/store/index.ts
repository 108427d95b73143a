export type * from './annotation-types.ts';
export { StoreError, type StoreErrorCode } from './errors.ts';
export { type FileLock, lockFile } from './file-lock.ts';
export { schemaVersion } from './migrations/index.ts';
export { libraryFileName, openStore } from './open.ts';
export { forgetLibrary, type RecentLibrary, readRecentLibraries, rememberLibrary } from './recent.ts';
export { foldText } from './text-keys.ts';
export type * from './types.ts';
export type * from './work-types.ts';
