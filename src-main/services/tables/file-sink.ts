import { type FileHandle, open, rename, rm } from 'node:fs/promises';

/** Takes the bytes of a file in order; awaiting it gives back-pressure. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

/**
 * Writes a file through `fill`, under a temporary name beside it, and gives it its name once it is whole:
 * a reader never sees half a file, and a failed or cancelled export leaves nothing behind.
 */
export async function writeWholeFile(path: string, fill: (sink: ByteSink) => Promise<void>): Promise<void> {
  const partial = `${path}.part`;
  const handle = await open(partial, 'w');
  try {
    await fill((bytes) => writeAll(handle, bytes));
    await handle.close();
    await rename(partial, path);
  } catch (error) {
    await handle.close().catch(() => undefined); // closed already when the rename failed
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await handle.write(bytes, written)).bytesWritten;
  }
}
