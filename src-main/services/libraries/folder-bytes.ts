import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a measured size is taken as still true: the summary is asked for often while indexing. */
const freshMilliseconds = 5_000;

const measured = new Map<string, { at: number; bytes: Promise<number> }>();

/** The bytes of all files in a folder and below; 0 when it is not there. Links count as nothing. */
export function folderBytes(folder: string): Promise<number> {
  const last = measured.get(folder);
  if (last !== undefined && Date.now() - last.at < freshMilliseconds) return last.bytes;
  const bytes = measureFolder(folder);
  measured.set(folder, { at: Date.now(), bytes });
  return bytes;
}

/** As `folderBytes`, measured now. */
export async function measureFolder(folder: string): Promise<number> {
  let entries: Awaited<ReturnType<typeof readFolder>>;
  try {
    entries = await readFolder(folder);
  } catch {
    // Not made yet, or cleared while it is measured.
    return 0;
  }
  let total = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await measureFolder(path);
    else if (entry.isFile()) total += await sizeOf(path);
  }
  return total;
}

function readFolder(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
