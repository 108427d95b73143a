import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/**
 * A web-standard request of what Node's server received, its signal aborted when the browser goes away.
 * Null for a target that is no path (`*`, an absolute URL), which only proxies are asked for.
 */
export function toWebRequest(
  incoming: IncomingMessage,
  response: ServerResponse,
  origin: string,
): Request | null {
  if (!incoming.url?.startsWith('/')) return null;
  // Put together by hand: as a relative reference, `//host/path` would name another host.
  const url = URL.parse(origin + incoming.url);
  if (!url) return null;
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request(url, { method: incoming.method ?? 'GET', headers, signal: controller.signal });
}

/** Sends a web-standard response, at the pace of its reader. */
export async function sendWebResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body || outgoing.req.method === 'HEAD') {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream), outgoing);
  } catch (error) {
    // A player that seeks drops the old request: that is its right. Anything else broke off on our side,
    // and the head is gone already: ending the connection is the only honest sign.
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE')
      outgoing.destroy();
  }
}
