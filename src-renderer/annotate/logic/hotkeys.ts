const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The first of the keys 1 to 9 that no label has; null when all are taken. */
export function freeHotkey(labels: readonly { hotkey: string | null }[]): string | null {
  return digits.find((digit) => !labels.some(({ hotkey }) => hotkey === digit)) ?? null;
}
