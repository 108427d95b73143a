/** Keeps values up to a total weight and forgets the least recently used ones first. */
export interface LeastRecentCache<Value> {
  get(key: string): Value | undefined;
  /** Keeps a value; one heavier than the whole cache is not kept. */
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
}

/** A cache of at most `capacity`, in whatever unit `weigh` counts (1 a value when left out). */
export function makeLeastRecentCache<Value>(
  capacity: number,
  weigh: (value: Value) => number = () => 1,
): LeastRecentCache<Value> {
  // A Map remembers the order of insertion: the first key is the least recently used one.
  const values = new Map<string, Value>();
  let weight = 0;
  const drop = (key: string): void => {
    const value = values.get(key);
    if (value === undefined) return;
    values.delete(key);
    weight -= weigh(value);
  };
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      drop(key);
      const added = weigh(value);
      if (added > capacity) return;
      values.set(key, value);
      weight += added;
      for (const oldest of values.keys()) {
        if (weight <= capacity) break;
        drop(oldest);
      }
    },
    delete: drop,
    clear() {
      values.clear();
      weight = 0;
    },
  };
}
