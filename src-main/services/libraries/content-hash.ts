import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

const windowBytes = 64 * 1024;

/**
 * The fast content hash: SHA-256, hexadecimal, of the size (8 bytes, big-endian) and of the first, middle and
 * last 64 KiB; a file of up to 192 KiB is read whole. It tells files of an archive apart at the price of three
 * reads, whatever their size. A change that keeps the size and touches only other bytes goes unnoticed here;
 * the time of modification still tells that the file was written to.
 * @throws the file system's error when the file cannot be read
 */
export async function contentHash(path: string | Buffer, sizeBytes: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(sizeBytes));
    hash.update(size);
    for (const [start, length] of windowsOf(sizeBytes)) hash.update(await readWindow(handle, start, length));
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

function windowsOf(sizeBytes: number): [start: number, length: number][] {
  if (sizeBytes <= 3 * windowBytes) return [[0, sizeBytes]];
  const middle = Math.floor((sizeBytes - windowBytes) / 2);
  return [0, middle, sizeBytes - windowBytes].map((start) => [start, windowBytes]);
}

async function readWindow(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
