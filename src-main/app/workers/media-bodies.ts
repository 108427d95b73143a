import { randomUUID } from 'node:crypto';
import type { MediaHead, MediaRequest } from './worker-calls.ts';

/**
 * The worker's half of a streamed response: bodies that the main process reads at its own pace, so that a
 * paused player holds back the reading of the file and memory stays bounded.
 */
export class MediaBodies {
  readonly #open = new Map<string, ReadableStreamDefaultReader<Uint8Array>>();
  readonly #answer: (request: Request) => Promise<Response>;

  constructor(answer: (request: Request) => Promise<Response>) {
    this.#answer = answer;
  }

  /** Answers a request up to its head. The body's name is random: it must not fit another process's body. */
  async open(request: MediaRequest, signal: AbortSignal): Promise<MediaHead> {
    const { url, method, headers } = request;
    const response = await this.#answer(new Request(url, { method, headers, signal }));
    const head = { status: response.status, headers: Object.fromEntries(response.headers) };
    if (!response.body || method === 'HEAD') {
      await response.body?.cancel();
      return { ...head, body: null };
    }
    if (signal.aborted) {
      await response.body.cancel();
      return { ...head, body: null };
    }
    const body = randomUUID();
    this.#open.set(body, response.body.getReader());
    return { ...head, body };
  }

  /** The next piece, or null at the end and for a body that was closed. */
  async read(body: string): Promise<{ bytes: Uint8Array | null }> {
    const reader = this.#open.get(body);
    if (!reader) return { bytes: null };
    try {
      const { value, done } = await reader.read();
      if (!done) return { bytes: value };
    } catch (error) {
      this.#open.delete(body);
      throw error;
    }
    this.#open.delete(body);
    return { bytes: null };
  }

  /** Gives up a body that nobody will read to its end. */
  async close(body: string): Promise<void> {
    const reader = this.#open.get(body);
    this.#open.delete(body);
    await reader?.cancel();
  }
}
