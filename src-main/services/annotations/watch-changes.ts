import type { Emit, OpenLibrary } from '../session/session.ts';

/** How often another window's changes are looked for; asking costs microseconds. */
const everyMilliseconds = 1000;

/**
 * Tells this process's windows when *another* process changed labels or annotations of the library. Returns how
 * to stop.
 */
export function watchChanges({ store }: OpenLibrary, emit: Emit): () => void {
  let data = store.dataVersion();
  let stamp = store.history.stamp();
  const timer = setInterval(() => {
    const now = store.dataVersion();
    if (now === data) {
      // Only this process wrote, and it has told its windows itself.
      stamp = store.history.stamp();
      return;
    }
    data = now;
    const latest = store.history.stamp();
    if (latest === stamp) return;
    stamp = latest;
    emit('annotations-changed', { videos: [], labels: true, depth: store.history.depth() });
  }, everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
