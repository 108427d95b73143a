/** Lets a few holders at a time through, in the order they asked. */
export interface Turns {
  /**
   * Waits for the turn and gives the function that hands it on. Rejects with the signal's reason when that
   * is aborted first.
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/**
 * Turns for `places` holders at a time. One by default, as for heavy jobs: the engine uses every core, so two at
 * once would only slow each other down.
 */
export function makeTurns(places = 1): Turns {
  let free = places;
  const waiting: (() => void)[] = [];
  const handOn = (): (() => void) => {
    let handed = false;
    return () => {
      if (handed) return;
      handed = true;
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
  };
  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (free > 0) {
          free--;
          return resolve(handOn());
        }
        const enter = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(handOn());
        };
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1);
          reject(signal.reason);
        };
        waiting.push(enter);
        signal.addEventListener('abort', leave, { once: true });
        return undefined;
      });
    },
  };
}
