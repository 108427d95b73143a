import { EarsightError } from '../../contract/errors.ts';
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

  /** Answers a request up to its head. */
  async open(request: MediaRequest, signal: AbortSignal): Promise<MediaHead> {
    const { url, method, headers } = request;
    const response = await this.#answer(new Request(url, { method, headers, signal }));
    const head = { status: response.status, headers: Object.fromEntries(response.headers) };
    if (!response.body || method === 'HEAD' || signal.aborted) {
      await response.body?.cancel();
      return { ...head, hasBody: false };
    }
    this.#open.set(request.body, response.body.getReader());
    return { ...head, hasBody: true };
  }

  /**
   * The next piece, or null at the end. Throws `worker-died` for a body that is not here: the process that had it
   * is gone, and an end in the middle would pass for the end of the file.
   */
  async read(body: string): Promise<{ bytes: Uint8Array | null }> {
    const reader = this.#open.get(body);
    if (!reader) throw new EarsightError('worker-died', 'The rest of this answer was lost.');
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

  /** How many bodies wait to be read. */
  get waiting(): number {
    return this.#open.size;
  }
}
