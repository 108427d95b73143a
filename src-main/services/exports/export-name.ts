import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';

/** Bytes of a name that every file system in use can hold, ending and `.part` included. */
const longestName = 200;

/** How many folders above a file may be told in a name before a number takes their place. */
const mostFolders = 3;

/**
 * The name of an exported file: that of the video without its ending, the times in seconds, the new ending.
 * Characters that some file system refuses become `_`. Where several videos are exported to one folder, `stem` is
 * the one that `exportStems` gives.
 */
export function exportName(
  video: string | { readonly stem: string },
  extension: string,
  ...times: (number | undefined)[]
): string {
  const stem = typeof video === 'string' ? plainName(withoutEnding(video)) : video.stem;
  const said = times.filter((time) => time !== undefined).map((time) => `-${time.toFixed(2)}s`);
  return `${stem}${said.join('')}.${extension}`;
}

/**
 * A name for each video, no two alike, in which one recognises the video: its own name where that is enough, else
 * with its ending, else with as many of its folders as tell it from the others, else with a number made from its
 * path. It does not depend on the order of the videos.
 * @param paths absolute paths, each once
 */
export function exportStems(paths: readonly string[]): ReadonlyMap<string, string> {
  const stems = new Map<string, string>();
  const taken = new Set<string>();
  let open = [...paths];
  for (let detail = 0; open.length > 0; detail++) {
    const sharing = Map.groupBy(open, (path) => key(stemOf(path, detail)));
    open = [];
    for (const [name, same] of sharing) {
      const isLast = detail === mostFolders + 2;
      if (!isLast && (same.length > 1 || taken.has(name))) open.push(...same);
      else
        for (const path of same) {
          stems.set(path, stemOf(path, detail));
          taken.add(name);
        }
    }
  }
  return stems;
}

function stemOf(path: string, detail: number): string {
  if (detail === 0) return plainName(withoutEnding(path));
  if (detail === mostFolders + 2) {
    const number = createHash('sha256').update(path).digest('hex').slice(0, 12);
    return `${plainName(withoutEnding(path))}-${number}`;
  }
  const parts = path.split(/[/\\]+/).filter(Boolean);
  return plainName(parts.slice(-detail).join('_'));
}

function withoutEnding(path: string): string {
  return basename(path, extname(path));
}

/** What file systems that ignore case and composition take for the same name. */
function key(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function plainName(text: string): string {
  let short = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    .replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_')
    .replace(/^[-.]/, '_');
  while (Buffer.byteLength(short) > longestName) short = [...short].slice(0, -1).join('');
  return short;
}
