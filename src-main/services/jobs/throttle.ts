/** Passes values on at most once an interval, the newest one always, `flush` at once. */
export interface Throttle<Value> {
  push(value: Value): void;
  /** Passes the value that waits, if any. */
  flush(): void;
  /** Drops the value that waits. */
  stop(): void;
}

/** A throttle with a trailing edge: what is pushed last is never lost, only late by up to the interval. */
export function makeThrottle<Value>(
  intervalMilliseconds: number,
  pass: (value: Value) => void,
): Throttle<Value> {
  let waiting: { value: Value } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    const { value } = waiting;
    waiting = null;
    lastAt = performance.now();
    pass(value);
  };
  return {
    push(value) {
      waiting = { value };
      const due = lastAt + intervalMilliseconds - performance.now();
      // A timer alone would starve while the engine blocks the thread, so the push itself passes when due.
      if (due <= 0) flush();
      else timer ??= setTimeout(flush, due).unref();
    },
    flush,
    stop() {
      if (timer) clearTimeout(timer);
      timer = null;
      waiting = null;
    },
  };
}
