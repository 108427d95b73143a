import { pageFile } from './page-files.ts';
import { commonHeaders, mediaPolicy } from './security-headers.ts';

export interface PageHandlerOptions {
  /** The folder of the built page (`out/renderer`). */
  pageFolder: string;
  /** Answers the paths below `/media/`. */
  media: (request: Request) => Promise<Response>;
  /** The page's Content-Security-Policy. */
  policy: string;
}

/** What the user's files may be served as; anything else would be a document in disguise. */
const mediaType = /^(?:video|audio)\/[\w.+-]+$|^image\/(?:png|jpeg|webp)$|^application\/octet-stream$/;

/**
 * Answers the page's origin, in Electron's protocol and in the browser mode alike: the built page and its
 * media. Whoever calls it has made sure that the request comes from the window.
 */
export function makePageHandler(options: PageHandlerOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sentence(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
    if (pathname.startsWith('/media/')) return disarmed(await options.media(request));
    const file = await pageFile(options.pageFolder, pathname);
    if (!file) return sentence(404, 'There is nothing here.');
    return withHeaders(file, { 'content-security-policy': options.policy });
  };
}

/** A response of one sentence, for people who look at it by hand. */
export function sentence(status: number, text: string, headers: Record<string, string> = {}): Response {
  return withHeaders(new Response(`${text}\n`, { status }), {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': mediaPolicy,
    ...headers,
  });
}

/** A media response that cannot act as a page of our origin, whatever the file behind it holds. */
function disarmed(response: Response): Response {
  const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const safe = response.ok && mediaType.test(type) ? type : null;
  const fallback = response.ok ? 'application/octet-stream' : 'text/plain; charset=utf-8';
  return withHeaders(response, {
    'content-type': safe ?? fallback,
    'content-security-policy': mediaPolicy,
  });
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  const all = new Headers(response.headers);
  for (const [name, value] of Object.entries({ ...commonHeaders, ...headers })) all.set(name, value);
  return new Response(response.body, { status: response.status, headers: all });
}
