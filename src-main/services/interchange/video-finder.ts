import { stemOf } from './export-plan.ts';
import type { VideoReference } from './types.ts';

/**
 * Finds the video that a path, URL or name of a file means: `video` itself, else the longest run of last
 * folders and name that fits exactly one video, with its extension or without. Case matters only where it must
 * tell two videos apart. Null when nothing fits, or more than one.
 */
export function makeVideoFinder(videos: readonly VideoReference[]): (name: string) => VideoReference | null {
  const exact = new Map(videos.map((video) => [video.video, video]));
  // Every tail of every path, and every tail without its extension; null where two videos share it.
  const tails = new Map<string, VideoReference | null>();
  const put = (key: string, video: VideoReference): void => {
    const known = tails.get(key);
    tails.set(key, known === undefined || known === video ? video : null);
  };
  for (const video of videos) {
    for (const path of [video.video, video.absolutePath]) {
      for (const tail of tailsOf(normalise(path))) {
        put(`whole\t${tail}`, video);
        put(`stem\t${stemOf(tail)}`, video);
        put(`any case\t${tail.toLowerCase()}`, video);
      }
    }
  }
  return (name) => {
    const found = exact.get(name);
    if (found) return found;
    if (name.length > 4096) return null;
    const path = normalise(name);
    for (const tail of tailsOf(path)) {
      for (const key of [
        `whole\t${tail}`,
        `any case\t${tail.toLowerCase()}`,
        `stem\t${tail}`,
        `stem\t${stemOf(tail)}`,
      ]) {
        const video = tails.get(key);
        if (video !== undefined) return video;
      }
    }
    return null;
  };
}

/** A path with / between folders, without a URL's scheme, host and query, escapes resolved. */
function normalise(name: string): string {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(name);
  const path = isUrl ? name.replace(/^[a-z][a-z0-9+.-]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, '') : name;
  const slashed = path.replaceAll('\\', '/');
  return (isUrl || /%[0-9a-f]{2}/i.test(slashed) ? decoded(slashed) : slashed).normalize('NFC');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a per cent sign of its own
  }
}

/** `a/b/c.mp4` gives `a/b/c.mp4`, `b/c.mp4`, `c.mp4`, at most 16 of them. */
function tailsOf(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  const first = Math.max(0, parts.length - 16);
  return parts.slice(first).map((_, index) => parts.slice(first + index).join('/'));
}
