import type { Client } from '../../src-main/contract/client.ts';
import { createRemoteClient } from '../../src-main/contract/remote-client.ts';
import { bridgeEndpoint } from './electron-bridge.ts';
import { openWebSocket, socketAddress } from './web-socket.ts';

/**
 * The window's client: over Electron's channel where the preload script offers one, else over a WebSocket to
 * the server that gave this page, again and again when the connection is lost. Resolves once connected, or
 * after two seconds without a connection, so that the window can say so.
 */
export async function connect(): Promise<Client> {
  const bridge = window.earsightBridge;
  const client = createRemoteClient(
    bridge ? async () => bridgeEndpoint(bridge) : () => openWebSocket(socketAddress(window.location)),
  );
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 2000);
    client.onConnection((connected) => {
      if (!connected) return;
      clearTimeout(timer);
      resolve();
    });
  });
  return client;
}

/**
 * The path of a dropped file or folder, or null where the page may not know it (in a browser): then its
 * bytes can be sent, but it cannot become a source.
 */
export function pathOfDroppedFile(file: File): string | null {
  return window.earsightBridge?.pathOfFile(file) || null;
}
