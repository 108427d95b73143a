import type { MessageEndpoint } from './endpoint.ts';
import { EarsightError, type ErrorCode } from './errors.ts';
import { type RequestMessage, replyMessage } from './messages.ts';

interface Pending {
  resolve(output: unknown): void;
  reject(error: EarsightError): void;
}

export interface CallerOptions {
  /** Hears the events that the other end sends. */
  onEvent?: (name: string, payload: unknown) => void;
  /** The code with which calls fail that are unanswered when the connection ends. */
  lostCode?: ErrorCode;
  /** Hears once that the connection has ended, after the unanswered calls were rejected. */
  onLost?: (reason: string) => void;
}

/**
 * The asking end of a connection: numbers calls, matches answers to them, and cancels. A call that is
 * unanswered when the connection ends is rejected, never sent a second time: it may have had its effect.
 */
export class Caller {
  readonly #endpoint: MessageEndpoint;
  readonly #pending = new Map<number, Pending>();
  readonly #onEvent: (name: string, payload: unknown) => void;
  readonly #lostCode: ErrorCode;
  readonly #onLost: (reason: string) => void;
  #nextId = 0;
  #lost: EarsightError | null = null;

  constructor(endpoint: MessageEndpoint, options: CallerOptions = {}) {
    this.#endpoint = endpoint;
    this.#onEvent = options.onEvent ?? (() => {});
    this.#lostCode = options.lostCode ?? 'disconnected';
    this.#onLost = options.onLost ?? (() => {});
    endpoint.onMessage((message) => this.#hear(message));
    endpoint.onClose((reason) => this.#fail(reason));
  }

  /** Calls a method and gives its unparsed output; rejects with an `EarsightError`. */
  call(method: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
    if (this.#lost) return Promise.reject(this.#lost);
    if (signal?.aborted) return Promise.reject(cancelled());
    const id = this.#nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const abort = (): void => {
      if (!this.#pending.delete(id)) return;
      this.#post({ type: 'cancel', id });
      reject(cancelled());
    };
    const forgetSignal = (): void => signal?.removeEventListener('abort', abort);
    promise.then(forgetSignal, forgetSignal);
    signal?.addEventListener('abort', abort, { once: true });
    this.#pending.set(id, { resolve, reject });
    try {
      this.#post({ type: 'call', id, method, input });
    } catch (error) {
      // What cannot be cloned or encoded (too deep, a function) never left this process.
      this.#pending.delete(id);
      reject(new EarsightError('invalid-input', `${method}: the input cannot be sent.`, { cause: error }));
    }
    return promise;
  }

  /** How many calls wait for their answer. */
  get waiting(): number {
    return this.#pending.size;
  }

  #post(message: RequestMessage): void {
    this.#endpoint.send(message);
  }

  #hear(message: unknown): void {
    const parsed = replyMessage.safeParse(message);
    if (!parsed.success) {
      // The two ends disagree about the protocol: nothing that follows could be trusted.
      this.#endpoint.close();
      this.#fail('the other end sent a message of an unknown form');
      return;
    }
    if (parsed.data.type === 'event') {
      this.#onEvent(parsed.data.name, parsed.data.payload);
      return;
    }
    const { id } = parsed.data;
    const pending = this.#pending.get(id);
    // An answer to a cancelled call finds nobody waiting; that is expected.
    if (!pending) return;
    this.#pending.delete(id);
    if (parsed.data.ok) pending.resolve(parsed.data.output);
    else pending.reject(EarsightError.fromData(parsed.data.error));
  }

  #fail(reason: string): void {
    if (this.#lost) return;
    this.#lost = new EarsightError(this.#lostCode, `The connection ended before the answer: ${reason}.`);
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of unanswered) pending.reject(this.#lost);
    this.#onLost(reason);
  }
}

function cancelled(): EarsightError {
  return new EarsightError('cancelled', 'Cancelled.');
}
