/** The parts of a keyboard event that make a chord. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** `Mod` is Ctrl, and Command on a Mac. */
const modifierNames = ['Mod', 'Alt', 'Shift'] as const;
const bareModifiers = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead']);

/**
 * The name of a key press, such as `Mod+Shift+K`, `Space` or `?`; null for a modifier alone. Shift is named only
 * with letters and named keys: for `?` or `+` it depends on the keyboard whether shift is needed at all.
 */
export function chordOf(press: KeyPress): string | null {
  if (bareModifiers.has(press.key)) return null;
  const key = press.key === ' ' ? 'Space' : press.key.length === 1 ? press.key.toUpperCase() : press.key;
  const isSymbol = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  const held = [press.ctrlKey || press.metaKey, press.altKey, press.shiftKey && !isSymbol];
  return [...modifierNames.filter((_, index) => held[index]), key].join('+');
}

/** A keymap: chord by chord, the command it runs. Edited keys win over default ones. */
export function buildKeymap(
  defaults: Readonly<Record<string, readonly string[]>>,
  edited: Readonly<Record<string, string>>,
): Map<string, string> {
  const keymap = new Map<string, string>();
  for (const [command, chords] of Object.entries(defaults)) {
    if (command in edited) continue;
    for (const chord of chords) keymap.set(chord, command);
  }
  for (const [command, chord] of Object.entries(edited)) {
    if (chord !== '' && command in defaults) keymap.set(chord, command);
  }
  return keymap;
}

/**
 * The edited keys once a command has a chord, or none when it is empty, and the command that had it before. That one
 * keeps what other chords it has.
 */
export function assignChord(
  defaults: Readonly<Record<string, readonly string[]>>,
  edited: Readonly<Record<string, string>>,
  command: string,
  chord: string,
): { edited: Record<string, string>; before: string | null } {
  const had = chord === '' ? undefined : buildKeymap(defaults, edited).get(chord);
  const before = had === undefined || had === command ? null : had;
  const now = { ...edited, [command]: chord };
  if (before !== null && edited[before] === chord) now[before] = '';
  return { edited: now, before };
}

/** The chords that run a command now, for menus, tooltips and the sheet of keys. */
export function chordsOf(keymap: ReadonlyMap<string, string>, command: string): string[] {
  return [...keymap].filter(([, runs]) => runs === command).map(([chord]) => chord);
}

/** A chord as people read it: `Ctrl+Shift+K`, on a Mac `⌘⇧K`; arrows as arrows. */
export function readableChord(chord: string, isMac: boolean): string {
  const parts = chord.endsWith('++')
    ? [...chord.slice(0, -2).split('+'), '+']
    : chord === '+'
      ? ['+']
      : chord.split('+');
  const names: Record<string, string> = {
    Mod: isMac ? '⌘' : 'Ctrl',
    Alt: isMac ? '⌥' : 'Alt',
    Shift: isMac ? '⇧' : 'Shift',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
    Enter: '↵',
  };
  return parts.map((part) => names[part] ?? part).join(isMac ? '' : '+');
}
