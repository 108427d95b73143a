import { createContext } from 'svelte';
import { buildKeymap, chordsOf } from '../logic/keymap.ts';
import { text } from '../text/text.ts';
import { annotatingDefaults, type CommandId, commandDefaults } from './command-keys.ts';
import type { SettingsStore } from './settings.svelte.ts';

/** Which keys run which command now: the original ones and the person's own. */
export class Keys {
  readonly isMac = navigator.platform.startsWith('Mac');
  readonly #settings: SettingsStore;
  readonly keymap = $derived.by(() => buildKeymap(commandDefaults, this.#settings.value.keys));
  /** The annotation mode's own keys, which come first while it is on. */
  readonly annotatingKeymap = $derived.by(() => buildKeymap(annotatingDefaults, this.#settings.value.keys));

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  /** Gives a command a chord, or none with an empty one; returns the command that had it before. */
  assign(command: CommandId, chord: string): CommandId | null {
    const keymap = this.#keymapOf(command);
    const before = chord === '' ? undefined : (keymap.get(chord) as CommandId | undefined);
    const edited = { ...this.#settings.value.keys, [command]: chord };
    if (before !== undefined && before !== command) edited[before] = '';
    this.#settings.change({ keys: edited });
    return before !== undefined && before !== command ? before : null;
  }

  reset(): void {
    this.#settings.change({ keys: {} });
  }

  get edited(): boolean {
    return Object.keys(this.#settings.value.keys).length > 0;
  }

  /** The chords that run a command now. */
  chordsOf(command: string): string[] {
    return chordsOf(this.#keymapOf(command), command);
  }

  #keymapOf(command: string): ReadonlyMap<string, string> {
    return command in annotatingDefaults ? this.annotatingKeymap : this.keymap;
  }

  titleOf(command: CommandId): string {
    return text.keys.commands[command];
  }
}

export const [useKeys, setKeys] = createContext<Keys>();
