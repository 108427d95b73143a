import { opendir } from 'node:fs/promises';
import type { Source, Store } from '../../store/index.ts';

/** How often drives are looked for. */
const everyMilliseconds = 5000;

/**
 * Marks sources whose folder has gone away or come back, with their videos; what is in the folder is a scan's
 * business. Gives the ids of those that changed.
 */
export async function refreshReach(store: Store): Promise<number[]> {
  // Where nothing can be written the library says what it knew last.
  if (store.readOnly) return [];
  const changed: number[] = [];
  const counts = store.sources.videoCounts();
  for (const source of store.sources.list()) {
    const online = await isReachable(source, (counts.get(source.id) ?? 0) > 0);
    if (online === source.online) continue;
    store.sources.setOnline(source.id, online);
    changed.push(source.id);
  }
  return changed;
}

/**
 * Looks for plugged and unplugged drives until told to stop. One look at a time: a network drive that hangs must not
 * pile them up.
 */
export function watchReach(store: Store, onChange: (sources: number[]) => void): () => void {
  let looking = false;
  let stopped = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const changed = await refreshReach(store);
      if (!stopped && changed.length > 0) onChange(changed);
    } catch {
      // The library was closed under the look, or is locked: the next look tells.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(look, everyMilliseconds);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** A folder that held videos and is entirely empty is the mount point of an unplugged drive. */
async function isReachable(source: Source, hasVideos: boolean): Promise<boolean> {
  try {
    const folder = await opendir(source.folder);
    try {
      return !hasVideos || (await folder.read()) !== null;
    } finally {
      await folder.close();
    }
  } catch {
    return false;
  }
}
