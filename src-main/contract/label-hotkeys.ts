const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * Gives labels that are made without anyone choosing their keys the lowest of the keys 1 to 9 that none has; null
 * when all are given away. Each call takes the key that it gives.
 */
export function hotkeyGiver(labels: readonly { readonly hotkey: string | null }[]): () => string | null {
  const taken = new Set(labels.map(({ hotkey }) => hotkey));
  const free = digits.filter((digit) => !taken.has(digit));
  return () => free.shift() ?? null;
}

/** The lowest of the keys 1 to 9 that no label has; null when all are taken. */
export function freeHotkey(labels: readonly { readonly hotkey: string | null }[]): string | null {
  return hotkeyGiver(labels)();
}
