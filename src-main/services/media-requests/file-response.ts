import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EarsightError } from '../../contract/errors.ts';
import { byteRange, matchesEtag } from './http-conditions.ts';
import { realInside, unreadable } from './real-inside.ts';

const chunkBytes = 256 * 1024;

/**
 * Answers with a file, whole or in part. The file must lie in one of the folders once all links are followed:
 * a link in a source must not lead to the rest of the disk. Throws `not-found`, `not-allowed`.
 */
export async function fileResponse(
  request: Request,
  path: string,
  options: { folders: readonly string[]; contentType: string },
): Promise<Response> {
  const file = await openInside(path, options.folders);
  let kept = false;
  try {
    const info = await file.stat();
    if (!info.isFile()) throw new EarsightError('not-allowed', 'That is no file.');
    const etag = `"${info.size.toString(16)}-${Math.round(info.mtimeMs).toString(16)}"`;
    const headers = new Headers({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
      'content-type': options.contentType,
      etag,
      'x-content-type-options': 'nosniff',
    });
    if (matchesEtag(request, etag)) return new Response(null, { status: 304, headers });
    const range = byteRange(request, info.size, etag);
    if (range === 'unsatisfiable') {
      headers.set('content-range', `bytes */${info.size}`);
      return new Response(null, { status: 416, headers });
    }
    const { from, to } = range ?? { from: 0, to: info.size - 1 };
    headers.set('content-length', String(to - from + 1));
    if (range) headers.set('content-range', `bytes ${from}-${to}/${info.size}`);
    const status = range ? 206 : 200;
    if (request.method === 'HEAD' || info.size === 0) return new Response(null, { status, headers });
    kept = true;
    return new Response(streamOf(file, from, to), { status, headers });
  } finally {
    // The stream closes the file by itself, also when the reader goes away early.
    if (!kept) await file.close();
  }
}

/**
 * The bytes `from`…`to` of a file, read as they are asked for; closes the file at the end and when the reader
 * goes away. Not `Readable.toWeb`: when a player drops its request while a read is under way, as at every
 * seek, Node throws "Controller is already closed" out of an event handler and the process ends.
 */
function streamOf(file: FileHandle, from: number, to: number): ReadableStream<Uint8Array> {
  let position = from;
  let gone = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = new Uint8Array(Math.min(chunkBytes, to - position + 1));
        try {
          const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
          position += bytesRead;
          if (gone) return;
          // The head has promised more: an end in the middle would pass for the whole.
          if (bytesRead === 0)
            throw new EarsightError('unreadable-file', 'The file was cut short meanwhile.');
          controller.enqueue(chunk.subarray(0, bytesRead));
          if (position <= to) return;
          controller.close();
          await file.close();
        } catch (error) {
          await file.close();
          throw error;
        }
      },
      async cancel() {
        // Waits for a read under way.
        gone = true;
        await file.close();
      },
    },
    { highWaterMark: 0 },
  );
}

async function openInside(path: string, folders: readonly string[]): Promise<FileHandle> {
  const real = await realInside(path, folders);
  try {
    // `real` holds no link any more; O_NOFOLLOW refuses one that was put there since, and O_NONBLOCK keeps a named
    // pipe from holding the thread until somebody writes to it. Windows knows neither.
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    return await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw unreadable(error);
  }
}
