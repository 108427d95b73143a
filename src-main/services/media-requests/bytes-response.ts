import { createHash } from 'node:crypto';
import { matchesEtag } from './http-conditions.ts';

/** Answers with bytes that never change under their address and so may be kept by the client. */
export function bytesResponse(request: Request, bytes: Uint8Array, contentType: string): Response {
  const etag = `"${createHash('sha1').update(bytes).digest('hex')}"`;
  const headers = new Headers({
    // Revalidated, since an id means another file once a library of the same address is swapped.
    'cache-control': 'private, no-cache',
    'content-type': contentType,
    etag,
    'x-content-type-options': 'nosniff',
  });
  if (matchesEtag(request, etag)) return new Response(null, { status: 304, headers });
  headers.set('content-length', String(bytes.byteLength));
  const body = request.method === 'HEAD' ? null : (bytes as Uint8Array<ArrayBuffer>);
  return new Response(body, { status: 200, headers });
}
