import type { Client } from '../../src-main/contract/client.ts';
import { type Settings, settings as settingsSchema } from '../../src-main/contract/models.ts';
import type { Toasts } from './toasts.svelte.ts';

/** How long a slider must rest before its value is written. */
const writeDelay = 250;

/** The app's settings, changed at once in the window and written a moment later. */
export class SettingsStore {
  value = $state.raw<Settings>(settingsSchema.parse({}));
  readonly #client: Client;
  readonly #toasts: Toasts;
  /** Changes that wait to be written. */
  #pending: Partial<Settings> = {};
  /** Changes on their way, the oldest first. */
  readonly #underWay = new Set<Partial<Settings>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #systemDark = window.matchMedia('(prefers-color-scheme: dark)');

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('settings-changed', (settings) => this.#hear(settings));
    this.#systemDark.addEventListener('change', () => this.#applyTheme());
  }

  async load(): Promise<void> {
    this.#hear(await this.#client.call('settings.get', {}));
  }

  change(change: Partial<Settings>): void {
    this.#pending = { ...this.#pending, ...change };
    this.#take({ ...this.value, ...change });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#write(), writeDelay);
  }

  /** Changes and waits until it is written, for what must see the new value. */
  async changeNow(change: Partial<Settings>): Promise<void> {
    this.change(change);
    clearTimeout(this.#timer);
    await this.#write();
  }

  changeOverlay(change: Partial<Settings['overlay']>): void {
    this.change({ overlay: { ...this.value.overlay, ...change } });
  }

  async #write(): Promise<void> {
    const change = this.#pending;
    this.#pending = {};
    this.#underWay.add(change);
    try {
      await this.#client.call('settings.set', { change });
    } catch (error) {
      this.#toasts.report(error);
    } finally {
      this.#underWay.delete(change);
    }
  }

  /** What the back end tells: another window's change, or one of ours; what it does not know of yet is newer. */
  #hear(settings: Settings): void {
    this.#take(Object.assign({}, settings, ...this.#underWay, this.#pending));
  }

  #take(settings: Settings): void {
    this.value = settings;
    this.#applyTheme();
  }

  #applyTheme(): void {
    const { theme } = this.value;
    const dark = theme === 'system' ? this.#systemDark.matches : theme === 'dark';
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }
}
