import { Caller } from './caller.ts';
import type { Client } from './client.ts';
import { type Input, type MethodName, methods, type Output } from './contract.ts';
import type { MessageEndpoint } from './endpoint.ts';
import { EarsightError } from './errors.ts';
import { type EventName, type Events, events } from './events.ts';

/** Opens a connection; called again, after a pause, whenever the last one has ended or could not be made. */
export type Open = () => Promise<MessageEndpoint>;

export interface RemoteClientOptions {
  /** Pauses before the next attempt, in milliseconds; the last one repeats. */
  retryMilliseconds?: readonly number[];
}

const defaultRetries = [100, 250, 500, 1000, 2000, 4000] as const;

/**
 * The window's client over any transport. While there is no connection, new calls wait for the next one;
 * calls already sent are rejected with `disconnected`, because nobody knows whether they took effect.
 */
export function createRemoteClient(open: Open, options: RemoteClientOptions = {}): Client {
  return new RemoteClient(open, options.retryMilliseconds ?? defaultRetries);
}

type AnyListener = (event: never) => void;

class RemoteClient implements Client {
  readonly #open: Open;
  readonly #retries: readonly number[];
  readonly #listeners = new Map<EventName, Set<AnyListener>>();
  readonly #connectionListeners = new Set<(connected: boolean) => void>();
  #caller: Promise<Caller>;
  #connected = false;

  constructor(open: Open, retries: readonly number[]) {
    this.#open = open;
    this.#retries = retries;
    this.#caller = this.#connect();
  }

  async call<Name extends MethodName>(
    name: Name,
    input: Input<Name>,
    signal?: AbortSignal,
  ): Promise<Output<Name>> {
    const caller = await unlessAborted(this.#caller, signal);
    const output = methods[name].output.safeParse(await caller.call(name, input, signal));
    if (!output.success)
      throw new EarsightError('internal', `${name} answered outside its contract: ${output.error.message}`);
    // The schema of this very method has just parsed it; TypeScript cannot follow `Name` through the lookup.
    return output.data as Output<Name>;
  }

  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as AnyListener));
    return () => listeners.delete(listener as AnyListener);
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.#connectionListeners.add(listener);
    listener(this.#connected);
    return () => this.#connectionListeners.delete(listener);
  }

  async #connect(): Promise<Caller> {
    for (let attempt = 0; ; attempt++) {
      try {
        const endpoint = await this.#open();
        const caller = new Caller(endpoint, {
          onEvent: (name, payload) => this.#hear(name, payload),
          onLost: () => this.#reconnect(),
        });
        this.#tellConnection(true);
        return caller;
      } catch {
        // The back end is not there (yet, or any more): the banner of the window says so, and we try on.
        await pause(this.#retries[Math.min(attempt, this.#retries.length - 1)] ?? 1000);
      }
    }
  }

  #reconnect(): void {
    // A connection can end within the very turn that made it, before its caller was stored.
    queueMicrotask(() => {
      this.#caller = this.#connect();
      this.#tellConnection(false);
    });
  }

  #hear(name: string, payload: unknown): void {
    if (!Object.hasOwn(events, name)) return;
    const parsed = events[name as EventName].safeParse(payload);
    if (!parsed.success) return;
    for (const listener of this.#listeners.get(name as EventName) ?? []) {
      try {
        listener(parsed.data as never);
      } catch (error) {
        // One part that fails must not keep the news from the others.
        console.error(error);
      }
    }
  }

  #tellConnection(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    for (const listener of this.#connectionListeners) listener(connected);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The promise's value, or `cancelled` as soon as the signal aborts. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new EarsightError('cancelled', 'Cancelled.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
