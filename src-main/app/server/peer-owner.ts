import { readFile } from 'node:fs/promises';

/** 127.0.0.1 as the tables of Linux write it, alone or within an IPv6 address. */
const loopback = '0100007F';

/**
 * Whether a connection over the loopback address was made by another user of this machine. The one-time link travels
 * through the arguments of `xdg-open` and of the browser, which on Linux every user may read while they run: this
 * keeps who reads it there from using it first. Elsewhere the link is in nobody's reach (`open-browser.ts`), and the
 * answer is false. So it is where the system does not tell.
 */
export async function isForeign(clientPort: number, serverPort: number): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const trusted = trustedUsers(process.getuid?.(), process.env);
  if (trusted === null) return false;
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(readTable));
  if (tables.every((table) => table === null)) return false;
  const owner = ownerOf(tables.join('\n'), clientPort, serverPort);
  return owner === null || !trusted.has(owner);
}

async function readTable(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // No IPv6, or a system that shows its tables to nobody.
    return null;
  }
}

/**
 * The user who runs Earsight, and root: it may read our memory anyway, and carries connections in from outside (WSL).
 * Under `sudo`, who called it. Null for plain root, who says nothing of whose browser it will be.
 */
export function trustedUsers(
  own: number | undefined,
  environment: NodeJS.ProcessEnv,
): ReadonlySet<number> | null {
  if (own === undefined) return null;
  const caller = Number(environment.SUDO_UID ?? Number.NaN);
  if (own === 0 && !Number.isInteger(caller)) return null;
  return new Set([own, 0, ...(own === 0 ? [caller] : [])]);
}

/**
 * The user id of the client's end of a connection in the text of `/proc/net/tcp` and `tcp6`; null when there is none.
 * Columns: number, local and remote address, state, queues, timer, retransmits, user id.
 */
export function ownerOf(tables: string, clientPort: number, serverPort: number): number | null {
  const end = (port: number): string => `${loopback}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const line of tables.split('\n')) {
    const [, local = '', remote = '', , , , , user] = line.trim().split(/\s+/);
    if (local.endsWith(end(clientPort)) && remote.endsWith(end(serverPort))) return Number(user);
  }
  return null;
}
