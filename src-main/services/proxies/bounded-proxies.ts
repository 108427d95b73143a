import { stat, utimes } from 'node:fs/promises';
import { basename } from 'node:path';
import { byReading, filesIn, isPart, removeLeastRecent } from '../caches/index.ts';

/** A proxy played again is marked as used at most this often: a player asks for many parts of it. */
const touchMilliseconds = 60_000;

/**
 * Marks a proxy as used now. Its time of change stays as it is: the player knows the file by it, and would begin anew.
 * A drive that cannot be written to only loses the mark.
 */
export async function touchProxy(path: string): Promise<void> {
  const now = Date.now();
  try {
    const { atimeMs, mtimeMs } = await stat(path);
    if (now - atimeMs > touchMilliseconds) await utimes(path, now / 1000, Math.round(mtimeMs) / 1000);
  } catch {
    // The mark decides only what goes first.
  }
}

/**
 * Removes the least recently used proxies of a folder until at most `mostBytes` are left; `newest` stays even where
 * it alone is larger, and so does what is being written. Gives the videos whose proxy is gone.
 */
export async function boundProxies(folder: string, newest: string, mostBytes: number): Promise<number[]> {
  const whole = (await filesIn(folder, byReading)).filter(({ path }) => !isPart(basename(path)));
  const others = whole.filter(({ path }) => path !== newest);
  const own = whole.find(({ path }) => path === newest)?.size ?? 0;
  const gone = await removeLeastRecent(others, Math.max(0, mostBytes - own));
  return gone.map(({ path }) => Number.parseInt(basename(path), 10)).filter(Number.isInteger);
}
