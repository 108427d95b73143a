import { randomUUID } from 'node:crypto';
import { EarsightError, type ErrorCode } from '../../contract/errors.ts';
import { bodyPiece, mediaHead, workerMethods } from './worker-calls.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** The only request headers that a worker needs to see. */
const passedHeaders = ['range', 'if-range', 'if-none-match', 'if-modified-since'] as const;

const statusByCode: Partial<Record<ErrorCode, number>> = {
  'not-found': 404,
  'invalid-input': 400,
  'not-allowed': 403,
  offline: 404,
  'no-picture': 404,
  'no-sound': 404,
  'worker-died': 503,
  'time-limit': 504,
};

/**
 * Has a worker answer a GET or HEAD request. The body is fetched piece by piece as the reader asks for it,
 * and given up in the worker when the reader goes away.
 */
export async function remoteMedia(slot: WorkerSlot, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response('Only GET and HEAD.', { status: 405, headers: { allow: 'GET, HEAD' } });
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const body = randomUUID();
  // A worker that died has dropped the body already.
  const giveUp = (): Promise<unknown> => slot.call(workerMethods.mediaClose, { body }).catch(() => {});
  try {
    const input = { body, url: request.url, method: request.method, headers };
    const head = mediaHead.parse(await slot.call(workerMethods.mediaOpen, input, request.signal));
    const stream = head.hasBody ? remoteBody(slot, body, giveUp) : null;
    return new Response(stream, { status: head.status, headers: head.headers });
  } catch (error) {
    // The reader may have gone while the head was on its way here: then nobody but us knows of the body.
    if (request.signal.aborted) void giveUp();
    const { code, message } = EarsightError.toData(error);
    return new Response(message, {
      status: statusByCode[code] ?? 500,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    });
  }
}

function remoteBody(
  slot: WorkerSlot,
  body: string,
  giveUp: () => Promise<unknown>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      pull: async (controller) => {
        const { bytes } = bodyPiece.parse(await slot.call(workerMethods.mediaRead, { body }));
        if (bytes) controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
        else controller.close();
      },
      cancel: () => giveUp().then(() => {}),
    },
    { highWaterMark: 1 },
  );
}
