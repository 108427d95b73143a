import { readdirSync, readFileSync } from 'node:fs';

/** A process of this machine; sizes in MB. */
export interface ProcessMemory {
  readonly pid: number;
  readonly command: string;
  /** Its own part of the memory: what it shares is divided among those that share it. */
  readonly megabytes: number;
}

/** A process and all that it started, with their memory; empty where the system has no `/proc`. */
export function memoryOfTree(root: number): ProcessMemory[] {
  const children = new Map<number, number[]>();
  for (const pid of processes()) {
    const parent = parentOf(pid);
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree.flatMap((pid) => {
    const megabytes = proportionalSize(pid);
    return megabytes === null ? [] : [{ pid, command: commandOf(pid), megabytes }];
  });
}

function processes(): number[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** The fourth field of `stat`; the second is the name in brackets and may hold spaces. */
function parentOf(pid: number): number | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat === null ? null : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

function commandOf(pid: number): string {
  return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

function proportionalSize(pid: number): number | null {
  const kilobytes = /^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1000;
}

/** Processes end while one looks. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
