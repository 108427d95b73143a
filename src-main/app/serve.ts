import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { answerCalls } from '../contract/answerer.ts';
import { EarsightError } from '../contract/errors.ts';
import { largestMessageBytes } from '../contract/messages.ts';
import { makePageHandler, sentence } from './page/page-handler.ts';
import { contentSecurityPolicy } from './page/security-headers.ts';
import { anotherUser, checkPlace, checkUpgrade, notLoggedIn, pageOrigins } from './server/guard.ts';
import { sendWebResponse, toWebRequest } from './server/http-bridge.ts';
import { isForeign } from './server/peer-owner.ts';
import { Session } from './server/session.ts';
import { socketEndpoint } from './server/socket-endpoint.ts';
import type { Supervisor } from './supervisor.ts';

export interface ServeOptions {
  supervisor: Supervisor;
  /** The folder of the built page. */
  pageFolder: string;
  /** 0 takes any free port. */
  port?: number;
}

/** The running browser mode. */
export interface PageServer {
  readonly port: number;
  /** A link that works once; the one before it dies unless it was used. */
  newLink(): string;
  close(): Promise<void>;
}

/**
 * Serves the window to a browser on this machine: the page, its media and a WebSocket that carries the
 * contract. Listens on the loopback address only. Throws `conflict` when the port is taken.
 */
export async function serve({ supervisor, pageFolder, port = 0 }: ServeOptions): Promise<PageServer> {
  const session = new Session();
  const server = createServer();
  const bound = await listen(server, port);
  session.usePort(bound);
  const origin = `http://127.0.0.1:${bound}`;
  const handlePage = makePageHandler({
    pageFolder,
    media: (request) => supervisor.media(request),
    policy: contentSecurityPolicy(pageOrigins(bound).map((page) => page.replace('http:', 'ws:'))),
  });

  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(incoming, outgoing, bound, session, handlePage)
      .catch((error) => sentence(500, EarsightError.toData(error).message))
      .then((response) => sendWebResponse(response, outgoing))
      .catch(() => outgoing.destroy());
  });
  const sockets = acceptSockets(server, bound, session, supervisor);

  return {
    port: bound,
    newLink: () => `${origin}/?token=${session.newToken()}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Place, then token, then cookie, and only then the page. */
async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  port: number,
  session: Session,
  handlePage: (request: Request) => Promise<Response>,
): Promise<Response> {
  const refusal = checkPlace(incoming, port);
  if (refusal) return sentence(refusal.status, refusal.reason);
  if (incoming.method !== 'GET' && incoming.method !== 'HEAD')
    return sentence(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  const request = toWebRequest(incoming, outgoing, `http://127.0.0.1:${port}`);
  if (!request) return sentence(400, 'This is no path.');
  const url = new URL(request.url);
  const token = url.searchParams.get('token');
  if (url.pathname === '/' && token !== null && request.method === 'GET') {
    // Asked before the token is traded: a stranger's visit must not use it up.
    if (await isForeign(incoming.socket.remotePort ?? 0, port)) return sentence(403, anotherUser);
    const cookie = session.redeem(token);
    // Reloading a used link in the browser that used it leads to the page as well.
    if (cookie || session.knows(incoming.headers.cookie))
      return sentence(303, 'Come in.', { location: '/', ...(cookie ? { 'set-cookie': cookie } : {}) });
    return sentence(401, notLoggedIn);
  }
  if (!session.knows(incoming.headers.cookie)) return sentence(401, notLoggedIn);
  return handlePage(request);
}

function acceptSockets(
  server: Server,
  port: number,
  session: Session,
  supervisor: Supervisor,
): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessageBytes,
    perMessageDeflate: false,
  });
  server.on('upgrade', (incoming: IncomingMessage, connection: Duplex, head: Buffer) => {
    connection.on('error', () => connection.destroy());
    const refusal = checkUpgrade(incoming, port, session);
    if (refusal) {
      connection.end(
        `HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\nX-Content-Type-Options: nosniff\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(incoming, connection, head, (socket) => {
      const tell = answerCalls(socketEndpoint(socket), supervisor.call);
      socket.on('close', supervisor.onEvent(tell));
    });
  });
  return sockets;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new EarsightError('conflict', `Port ${port} cannot be used (${error.code}).`, {
              field: 'port',
              allowed: 'a free port, or 0 for any',
            })
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
