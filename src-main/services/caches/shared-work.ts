/** Work that several wait for, and that ends early when nobody does any more. */
export interface SharedWork<Result> {
  /** Waits for the result. Rejects with the signal's reason once that is aborted. */
  join(signal?: AbortSignal): Promise<Result>;
}

/**
 * Starts work. The signal it gets is aborted when the last who waits has gone; who comes after that must start anew.
 * @param over called when nobody waits for it any more, and when it has ended
 */
export function shareWork<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  over: () => void,
): SharedWork<Result> {
  const controller = new AbortController();
  const result = work(controller.signal).finally(over);
  // Everyone may have gone before it fails.
  result.catch(() => {});
  let waiting = 0;
  const leave = (reason: unknown): void => {
    waiting--;
    if (waiting > 0) return;
    over();
    controller.abort(reason);
  };
  return {
    async join(signal) {
      waiting++;
      if (!signal) return result;
      const { promise, reject } = Promise.withResolvers<never>();
      const abort = (): void => {
        reject(signal.reason);
        leave(signal.reason);
      };
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([result, promise]);
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
