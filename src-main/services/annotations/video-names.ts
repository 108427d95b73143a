import { basename } from 'node:path';
import type { Store, Video } from '../../store/index.ts';

/** How files outside the library name its videos, and which one a name in such a file means. */
export interface VideoNames {
  /** The path relative to the source; after the source's folder name where two sources have the same path. */
  nameOf(videoId: number): string | null;
  /**
   * The video that a path, URL or name means: its name here, its absolute path, the end of a path (most folders in
   * common), or the bare file name, with or without extension. Null when there is none or more than one.
   */
  find(name: string): Video | null;
}

/** The names of the library's videos as they are now. */
export function videoNames(store: Store): VideoNames {
  const folders = new Map(store.sources.list().map((source) => [source.id, source.folder]));
  const videos = store.videos.list({}).items;
  const paths = new Map<string, number>();
  for (const { path } of videos) paths.set(path, (paths.get(path) ?? 0) + 1);
  const names = new Map<number, string>();
  const byTail = new Map<string, Video[]>();
  for (const video of videos) {
    const isUnique = paths.get(video.path) === 1;
    const folder = folders.get(video.sourceId) ?? '';
    names.set(video.id, isUnique ? video.path : `${basename(folder)}/${video.path}`);
    const last = foldedName(video.name);
    for (const key of new Set([last, withoutExtension(last)]))
      byTail.set(key, [...(byTail.get(key) ?? []), video]);
  }
  const fullPath = (video: Video): string => foldedName(`${folders.get(video.sourceId)}/${video.path}`);
  return {
    nameOf: (id) => names.get(id) ?? null,
    find(name) {
      const wanted = foldedName(decodeName(name));
      const tail = wanted.slice(wanted.lastIndexOf('/') + 1);
      const candidates = byTail.get(tail) ?? [];
      const ranked = candidates
        .map((video) => ({ video, common: commonTail(wanted, fullPath(video)) }))
        .sort((a, b) => b.common - a.common);
      const [first, second] = ranked;
      if (first === undefined) return null;
      return second === undefined || first.common > second.common
        ? first.video
        : exactly(ranked, wanted, names);
    },
  };
}

/** Of videos that match equally well, the one whose name here is just the wanted one. */
function exactly(
  ranked: readonly { video: Video }[],
  wanted: string,
  names: ReadonlyMap<number, string>,
): Video | null {
  const same = ranked.filter(({ video }) => foldedName(names.get(video.id) ?? '') === wanted);
  return same.length === 1 ? same[0]!.video : null;
}

/** Number of parts that two paths have in common at their ends. */
function commonTail(a: string, b: string): number {
  const [left, right] = [a.split('/').reverse(), b.split('/').reverse()];
  let common = 0;
  while (common < left.length && left[common] === right[common]) common++;
  return common;
}

/** Composed and decomposed letters are one: file systems differ. */
function foldedName(name: string): string {
  return name.normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');
}

function withoutExtension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** Files of some programs carry `file:` URLs. */
function decodeName(name: string): string {
  if (!/^file:/i.test(name)) return name;
  try {
    return decodeURIComponent(new URL(name).pathname);
  } catch {
    return name;
  }
}
