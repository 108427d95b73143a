import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type FileLock, lockFile } from '../../store/index.ts';
import { cacheFolder } from '../libraries/library-folders.ts';
import type { OpenLibrary } from '../session/session.ts';
import type { IndexControl } from './index-types.ts';

/** How often a waiting indexing looks whether it is its turn. */
const lookMilliseconds = 500;

/**
 * Does something as the only indexing of a library, in whatever process: two at once would decode and embed every
 * video twice. Who comes second waits, says for whom, and then finds most of its work done. The lock is the system's:
 * that of a killed process is free.
 */
export async function indexingAlone<Result>(
  library: OpenLibrary,
  control: IndexControl,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await takeLock(library, control);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function takeLock(library: OpenLibrary, control: IndexControl): Promise<FileLock> {
  const path = join(cacheFolder(library.folder), 'indexing.lock');
  for (;;) {
    const lock = lockFile(path);
    if (lock) return lock;
    control.report(null, describeHolder(library, control.id));
    await wait(lookMilliseconds, undefined, { signal: control.signal });
    await control.gate();
  }
}

/** Who indexes, as far as the library's jobs tell: of several, the one that began first. */
function describeHolder({ store }: OpenLibrary, own: string): string {
  const others = store.jobs
    .list({ states: ['running', 'paused'], kinds: ['index'] })
    .filter(({ id }) => id !== own);
  const holder = others.at(-1);
  if (holder?.state === 'paused')
    return 'Another indexing of this library is paused: waiting until it goes on or is cancelled';
  const who = holder?.owner ?? 'another process';
  const howFar = holder?.progress ? ` (${Math.floor(holder.progress * 100)} %)` : '';
  return `Waiting for ${who}, which indexes this library${howFar}`;
}
