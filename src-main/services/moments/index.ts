export { type LeastRecentCache, makeLeastRecentCache } from './least-recent-cache.ts';
export { type MomentReader, makeMomentReader } from './moment-reader.ts';
export { checkTime, fileOfPath, fileOfVideo, type VideoFile } from './video-file.ts';
