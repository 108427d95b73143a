import type { Stats } from 'node:fs';
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of a cache. */
export interface KeptFile {
  readonly path: string;
  readonly size: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly usedAt: number;
}

/** How the time of a file's last use is kept: where its time of change must stay, in that of its last reading. */
export type UseTime = (info: Stats) => number;

/** Every use of a file marks it as changed. */
export const byChange: UseTime = ({ mtimeMs }) => mtimeMs;
/** A use marks a file as read: its time of change is part of what it is known by. */
export const byReading: UseTime = ({ atimeMs, mtimeMs }) => Math.max(atimeMs, mtimeMs);

/** The files that lie in a folder, not below; what goes away meanwhile is left out. */
export async function filesIn(folder: string, useTime: UseTime = byChange): Promise<KeptFile[]> {
  const found: KeptFile[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const info = await stat(path).catch(() => null);
    if (info?.isFile()) found.push({ path, size: info.size, usedAt: useTime(info) });
  }
  return found;
}

/** Removes the least recently used of the files until at most `target` bytes are left; gives those that are gone. */
export async function removeLeastRecent(files: readonly KeptFile[], target: number): Promise<KeptFile[]> {
  let left = files.reduce((sum, { size }) => sum + size, 0);
  const gone: KeptFile[] = [];
  for (const file of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (left <= target) break;
    // Windows keeps a file that somebody reads; another one goes in its place.
    const removed = await unlink(file.path).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
    );
    if (!removed) continue;
    left -= file.size;
    gone.push(file);
  }
  return gone;
}
