import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesIn, type KeptFile, removeLeastRecent } from './least-recent-files.ts';
import { type SharedWork, shareWork } from './shared-work.ts';

/** Files that were costly to make, in a folder of bounded size. */
export interface DiskCache {
  /**
   * The file of a key, made when it is not there. Concurrent requests for one key make it once; the signal that
   * `make` gets is aborted when the last of them has gone. Rejects with the reason of `signal` once that is aborted.
   */
  get(key: string, make: Make, signal?: AbortSignal): Promise<Uint8Array>;
}

type Make = (signal: AbortSignal) => Promise<Uint8Array>;

/** A file read again is marked as used at most this often. */
const touchMilliseconds = 3_600_000;
/** How far an overfull cache is emptied, so that not every further file evicts another. */
const emptyTo = 0.9;

/**
 * A cache in `folder` of about `capacityBytes`. Files appear whole or not at all (written aside and renamed);
 * the least recently used ones go first. Several processes may share the folder.
 */
export function openDiskCache(folder: string, capacityBytes: number): DiskCache {
  const making = new Map<string, SharedWork<Uint8Array>>();
  let bytes: number | null = null;

  async function read(path: string): Promise<Uint8Array | null> {
    try {
      const data = await readFile(path);
      const { mtimeMs } = await stat(path);
      const now = Date.now();
      if (now - mtimeMs > touchMilliseconds) await utimes(path, now / 1000, now / 1000);
      return data;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async function makeAndKeep(path: string, make: Make, signal: AbortSignal): Promise<Uint8Array> {
    const data = await make(signal);
    const part = join(folder, `${randomUUID()}.part`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(part, data);
      await rename(part, path);
      bytes = bytes === null ? await measure(folder) : bytes + data.byteLength;
      if (bytes > capacityBytes) bytes = await evict(folder, capacityBytes * emptyTo);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      // A full or read-only drive makes the app slower, not useless.
      if (!['ENOSPC', 'EROFS', 'EACCES', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
    }
    return data;
  }

  return {
    async get(key, make, signal) {
      const name = createHash('sha256').update(key).digest('hex').slice(0, 40);
      const path = join(folder, name);
      const kept = await read(path);
      if (kept) return kept;
      let work = making.get(name);
      if (!work) {
        work = shareWork(
          (whenAllLeft) => makeAndKeep(path, make, whenAllLeft),
          () => {
            if (making.get(name) === work) making.delete(name);
          },
        );
        making.set(name, work);
      }
      return work.join(signal);
    },
  };
}

/** Bytes in the folder; leftovers of killed processes are removed on the way. */
async function measure(folder: string): Promise<number> {
  const now = Date.now();
  let sum = 0;
  for (const { path, size, usedAt } of await filesIn(folder)) {
    if (path.endsWith('.part') && now - usedAt > touchMilliseconds) await rm(path, { force: true });
    else sum += size;
  }
  return sum;
}

/** Removes the least recently used files until at most `target` bytes are left; gives what is left. */
async function evict(folder: string, target: number): Promise<number> {
  const files = await filesIn(folder);
  const sum = (some: readonly KeptFile[]): number => some.reduce((bytes, { size }) => bytes + size, 0);
  return sum(files) - sum(await removeLeastRecent(files, target));
}
