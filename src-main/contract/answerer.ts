import type { MessageEndpoint } from './endpoint.ts';
import { EarsightError } from './errors.ts';
import { type ReplyMessage, requestMessage } from './messages.ts';

/** Answers one call: gives the method's output or throws. */
export type Answer = (method: string, input: unknown, signal: AbortSignal) => Promise<unknown>;

/**
 * How many calls one connection may have open: far above what a window needs, far below what would let a
 * broken client exhaust memory.
 */
export const mostOpenCalls = 512;

export interface AnswerOptions {
  /** Calls that may be open at once; unlimited between processes of our own. */
  mostOpen?: number;
}

/**
 * The answering end of a connection: runs each call under an `AbortSignal` of its own, which the other end's
 * cancel, and the end of the connection, abort. A message of an unknown form closes the connection.
 * @returns a function that sends an event to the other end
 */
export function answerCalls(
  endpoint: MessageEndpoint,
  answer: Answer,
  { mostOpen = mostOpenCalls }: AnswerOptions = {},
): (name: string, payload: unknown) => void {
  const open = new Map<number, AbortController>();
  const reply = (message: ReplyMessage): void => endpoint.send(message);

  const run = async (id: number, method: string, input: unknown): Promise<void> => {
    const controller = new AbortController();
    open.set(id, controller);
    try {
      const output = await answer(method, input, controller.signal);
      reply({ type: 'answer', id, ok: true, output });
    } catch (error) {
      reply({ type: 'answer', id, ok: false, error: EarsightError.toData(error) });
    } finally {
      open.delete(id);
    }
  };

  endpoint.onMessage((message) => {
    const parsed = requestMessage.safeParse(message);
    if (!parsed.success) {
      endpoint.close();
      return;
    }
    const { id } = parsed.data;
    if (parsed.data.type === 'cancel') {
      open.get(id)?.abort();
    } else if (open.has(id)) {
      // Reusing an open id would leave two calls behind one number; only a broken client does so.
      endpoint.close();
    } else if (open.size >= mostOpen) {
      const error = new EarsightError('not-allowed', `More than ${mostOpen} calls at once.`);
      reply({ type: 'answer', id, ok: false, error: EarsightError.toData(error) });
    } else {
      void run(id, parsed.data.method, parsed.data.input);
    }
  });
  endpoint.onClose(() => {
    for (const controller of open.values()) controller.abort();
  });
  return (name, payload) => reply({ type: 'event', name, payload });
}
