import { createContext } from 'svelte';
import { assignChord, buildKeymap, chordsOf, readableChord } from '../logic/keymap.ts';
import { text } from '../text/text.ts';
import { annotatingDefaults, type CommandId, commandDefaults } from './command-keys.ts';
import type { SettingsStore } from './settings.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Which keys run which command now: the original ones and the person's own. */
export class Keys {
  readonly isMac = navigator.platform.startsWith('Mac');
  readonly #settings: SettingsStore;
  readonly #toasts: Toasts;
  readonly keymap = $derived.by(() => buildKeymap(commandDefaults, this.#settings.value.keys));
  /** The annotation mode's own keys, which come first while it is on. */
  readonly annotatingKeymap = $derived.by(() => buildKeymap(annotatingDefaults, this.#settings.value.keys));

  constructor(settings: SettingsStore, toasts: Toasts) {
    this.#settings = settings;
    this.#toasts = toasts;
  }

  /** Gives a command a chord, or none with an empty one. Where that takes something away, it can be taken back. */
  assign(command: CommandId, chord: string): void {
    const defaults = command in annotatingDefaults ? annotatingDefaults : commandDefaults;
    const { edited, before } = assignChord(defaults, this.#settings.value.keys, command, chord);
    const readable = readableChord(chord, this.isMac);
    if (chord === '') this.#replace(edited, text.keys.removed(this.titleOf(command)));
    else if (before === null) this.#settings.change({ keys: edited });
    else this.#replace(edited, text.keys.taken(readable, this.titleOf(before as CommandId)));
  }

  reset(): void {
    this.#replace({}, text.keys.wasReset);
  }

  #replace(keys: Record<string, string>, message: string): void {
    const before = this.#settings.value.keys;
    this.#settings.change({ keys });
    this.#toasts.offerUndo(message, () => this.#settings.change({ keys: before }));
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
