import { Decoder, Encoder } from '@msgpack/msgpack';
import type { MessageEndpoint } from '../../src-main/contract/endpoint.ts';

/**
 * Opens a WebSocket to the server that gave this page; the session cookie, which the page cannot read, goes
 * with it. Rejects when the server is gone or does not know the cookie.
 */
export function openWebSocket(address: string | URL): Promise<MessageEndpoint> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => resolve(webSocketEndpoint(socket));
    socket.onerror = () => reject(new Error('Earsight does not answer.'));
  });
}

/** The address of the back end for a page at `location`. */
export function socketAddress(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`;
}

function webSocketEndpoint(socket: WebSocket): MessageEndpoint {
  // Fields that are undefined are left out, as JSON does; msgpack would turn them into nulls.
  const encoder = new Encoder({ ignoreUndefined: true });
  const decoder = new Decoder();
  let onMessage: (message: unknown) => void = () => {};
  let onClose: (reason: string) => void = () => {};
  let closed: string | null = null;
  socket.onmessage = (event: MessageEvent<ArrayBuffer | string>) => {
    if (typeof event.data === 'string') return;
    onMessage(decoder.decode(new Uint8Array(event.data)));
  };
  socket.onerror = null;
  socket.onclose = (event) => {
    closed = event.reason || 'the connection was closed';
    onClose(closed);
  };
  return {
    // encodeSharedRef would be overwritten by the next message while the socket still buffers this one.
    send: (message) => socket.readyState === WebSocket.OPEN && socket.send(encoder.encode(message)),
    onMessage: (listener) => {
      onMessage = listener;
    },
    onClose: (listener) => {
      onClose = listener;
      if (closed !== null) listener(closed);
    },
    close: () => socket.close(),
  };
}
