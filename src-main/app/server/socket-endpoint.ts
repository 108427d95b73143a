import { Decoder, Encoder } from '@msgpack/msgpack';
import type { WebSocket } from 'ws';
import type { MessageEndpoint } from '../../contract/endpoint.ts';
import { checkMessageShape } from './message-shape.ts';

/** WebSocket close codes (RFC 6455, §7.4.1). */
const closeCodes = { textFrame: 1003, malformed: 1007 } as const;

/**
 * A WebSocket as an endpoint: one msgpack value a binary frame. Whoever sends anything else is no page of
 * ours and is cut off.
 */
export function socketEndpoint(socket: WebSocket): MessageEndpoint {
  const encoder = new Encoder({ ignoreUndefined: true });
  const decoder = new Decoder({ maxExtLength: 0 });
  let onMessage: (message: unknown) => void = () => {};
  let onClose: (reason: string) => void = () => {};
  let closed: string | null = null;

  socket.on('message', (data, isBinary) => {
    if (!isBinary || !(data instanceof Uint8Array)) {
      socket.close(closeCodes.textFrame);
      return;
    }
    let message: unknown;
    try {
      checkMessageShape(data);
      message = decoder.decode(data);
    } catch (error) {
      // Ours are short; the specification allows 123 bytes.
      socket.close(closeCodes.malformed, error instanceof Error ? error.message.slice(0, 60) : undefined);
      return;
    }
    onMessage(message);
  });
  // A frame over the limit, or one that breaks the protocol: `ws` closes by itself, and the close tells.
  socket.on('error', () => {});
  socket.on('close', (code) => {
    closed = `closed with code ${code}`;
    onClose(closed);
  });
  return {
    send: (message) => {
      if (socket.readyState === socket.OPEN) socket.send(encoder.encode(message));
    },
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
