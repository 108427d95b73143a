/** Lets one holder at a time through, in the order they asked. */
export interface Turns {
  /** Waits for the turn; rejects with the signal's reason when it is aborted first. Give the turn back with the result. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** One heavy job at a time: the engine uses every core, so two at once would only slow each other down. */
export function makeTurns(): Turns {
  let taken = false;
  const waiting: (() => void)[] = [];
  const give = (): void => {
    const next = waiting.shift();
    if (next) next();
    else taken = false;
  };
  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        const once = (): (() => void) => {
          let given = false;
          return () => {
            if (given) return;
            given = true;
            give();
          };
        };
        if (signal.aborted) return reject(signal.reason);
        if (!taken) {
          taken = true;
          return resolve(once());
        }
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(once());
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        waiting.push(enter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
