import { createHash } from 'node:crypto';
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { extname, join, relative, resolve, sep } from 'node:path';
import type { Source, Store, Video } from '../../store/index.ts';
import { pathBelow } from './file-names.ts';
import { cacheFolder } from './library-folders.ts';

/** The path of a video's file as Node takes it: bytes where the name is not UTF-8. */
export function exactPath(source: Source, video: Pick<Video, 'path' | 'pathBytes'>): string | Buffer {
  const bytes = video.pathBytes === null ? null : Buffer.from(video.pathBytes);
  return pathBelow(source.folder, { text: video.path, bytes });
}

/**
 * The absolute path of a video's file, for every program. Where the name is not UTF-8, no argument of a program
 * and no string can hold it: a link with a plain name in the library's cache leads to it.
 * @throws StoreError `not-found` when the source was removed
 */
export function videoFile(store: Store, video: Video): string {
  const source = store.sources.get(video.sourceId);
  const path = exactPath(source, video);
  if (typeof path === 'string') return resolve(path);
  const folder = join(cacheFolder(store.folder), 'links');
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const link = join(folder, name + extname(video.name));
  makeLink(folder, link, path);
  return link;
}

/** The path of a video's file for people; the real one wherever its name is UTF-8. */
export function shownPath(store: Store, video: Pick<Video, 'sourceId' | 'path'>): string {
  return join(store.sources.get(video.sourceId).folder, video.path);
}

/** The library's video that an absolute or relative path on this machine means, or null. */
export function findVideoByPath(store: Store, path: string): Video | null {
  const absolute = resolve(path);
  for (const source of store.sources.list()) {
    const below = relative(source.folder, absolute);
    if (below === '' || below === '..' || below.startsWith(`..${sep}`) || resolve(below) === below) continue;
    const video = store.videos.find(source.id, sep === '/' ? below : below.replaceAll(sep, '/'));
    if (video !== null) return video;
  }
  return null;
}

function makeLink(folder: string, link: string, target: Buffer): void {
  if (leadsTo(link, target)) return;
  mkdirSync(folder, { recursive: true });
  try {
    rmSync(link, { force: true });
    symlinkSync(target, link);
  } catch (error) {
    // Another process made the same link at the same moment.
    if (!leadsTo(link, target)) throw error;
  }
}

function leadsTo(link: string, target: Buffer): boolean {
  try {
    return readlinkSync(link, { encoding: 'buffer' }).equals(target);
  } catch {
    return false;
  }
}
