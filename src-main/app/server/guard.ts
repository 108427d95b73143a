import type { IncomingMessage } from 'node:http';
import type { Session } from './session.ts';

/** Why a request is turned away: a status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

/** The names under which the loopback address may be visited. */
const hostNames = ['127.0.0.1', 'localhost'] as const;

/** The origins of the page for a port. */
export function pageOrigins(port: number): string[] {
  return hostNames.map((name) => `http://${name}:${port}`);
}

/**
 * Checks that a request was meant for us and comes from our own page. A foreign `Host` is a DNS-rebinding
 * attack: another site's name pointed at the loopback address. A foreign `Origin`, or a browser's own word
 * that another site asks, is that site using our cookie; SameSite alone does not keep out other ports of
 * this machine, which count as the same site.
 */
export function checkPlace(request: IncomingMessage, port: number): Refusal | null {
  const origins = pageOrigins(port);
  const { host, origin } = request.headers;
  if (!host || !origins.includes(`http://${host}`))
    return { status: 403, reason: 'This is not our host name.' };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, reason: 'Only the page itself may ask.' };
  const site = request.headers['sec-fetch-site'];
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign && !isVisit(request)) return { status: 403, reason: 'Only the page itself may ask.' };
  return null;
}

/** Somebody follows a link to the page: harmless, for SameSite=Strict withholds the cookie. */
function isVisit(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document' &&
    (request.url === '/' || request.url?.startsWith('/?') === true)
  );
}

/** Checks that an upgrade to a WebSocket comes from our page in the browser that holds the cookie. */
export function checkUpgrade(request: IncomingMessage, port: number, session: Session): Refusal | null {
  const refusal = checkPlace(request, port);
  if (refusal) return refusal;
  // WebSockets know no same-origin policy: every browser names the origin, and who does not is no browser.
  if (request.headers.origin === undefined) return { status: 403, reason: 'Only the page itself may ask.' };
  if (!session.knows(request.headers.cookie)) return { status: 401, reason: notLoggedIn };
  if (request.url !== '/socket') return { status: 404, reason: 'There is nothing here.' };
  return null;
}

/** What a visitor without a cookie reads. */
export const notLoggedIn =
  'Open Earsight with the link that it printed. Each link works once; press Enter where Earsight runs for a fresh one.';

/** What another user of the machine reads. */
export const anotherUser = 'This link is for the user who runs Earsight.';
