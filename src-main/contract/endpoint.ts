/**
 * One end of a two-way connection that carries plain data with binary intact: a WebSocket, an Electron
 * channel or a worker process. What arrives is untrusted until a schema has parsed it.
 */
export interface MessageEndpoint {
  /** Sends a message; after the end has closed, nothing happens. */
  send(message: unknown): void;
  /** Hears every message; at most one listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** Hears once, with the reason, that the connection has ended; at once when it has ended already. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/**
 * Two connected ends in one process: what one sends, the other hears, structured-cloned and a turn later
 * as over any real connection.
 */
export function connectedEndpoints(): [MessageEndpoint, MessageEndpoint] {
  const ends = [new LocalEndpoint(), new LocalEndpoint()] as const;
  ends[0].peer = ends[1];
  ends[1].peer = ends[0];
  return [ends[0], ends[1]];
}

class LocalEndpoint implements MessageEndpoint {
  peer: LocalEndpoint | null = null;
  #onMessage: (message: unknown) => void = () => {};
  #onClose: (reason: string) => void = () => {};
  #closed = false;

  send(message: unknown): void {
    if (this.#closed) return;
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => this.peer?.receive(copy));
  }

  receive(message: unknown): void {
    if (!this.#closed) this.#onMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }

  onClose(listener: (reason: string) => void): void {
    if (this.#closed) listener('closed');
    else this.#onClose = listener;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose('closed');
    queueMicrotask(() => this.peer?.close());
  }
}
