import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Owners of this process that are still in use; a closed store's owner counts as dead though the process lives. */
const living = new Set<string>();

/** After this long without a beat an owner counts as dead: its process id may have gone to another program. */
const silenceMilliseconds = 120_000;

/** A new name for a holder of jobs: host, process and a nonce. */
export function currentOwner(): string {
  const owner = `${hostname()}|${process.pid}|${randomUUID()}`;
  living.add(owner);
  return owner;
}

export function releaseOwner(owner: string): void {
  living.delete(owner);
}

/** The process of an owner as people look for it. */
export function describeOwner(owner: string): string {
  const [host, pid] = owner.split('|');
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
}

/** Whether whoever claimed a job still works on it, as far as can be told from here. */
export function isAlive(owner: string | null, beatAt: number | null): boolean {
  if (owner === null) return false;
  if (living.has(owner)) return true;
  const [host, pid] = owner.split('|');
  if (host === hostname() && !isRunning(Number(pid))) return false;
  if (Number(pid) === process.pid && host === hostname()) return false;
  return beatAt !== null && Date.now() - beatAt < silenceMilliseconds;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
