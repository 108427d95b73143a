import type { Client } from '../../src-main/contract/client.ts';
import { EarsightError } from '../../src-main/contract/errors.ts';
import type { LibrarySummary, Source } from '../../src-main/contract/library.ts';
import { text } from '../text/text.ts';
import type { FolderPurpose } from './navigation.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** A library that was open before. */
export interface RecentLibrary {
  readonly folder: string;
  readonly name: string;
  readonly openedAt: string;
  readonly exists: boolean;
}

const countMilliseconds = 700;

/** The open library in numbers, and what can be done with it as a whole. */
export class Library {
  summary = $state.raw<LibrarySummary | null>(null);
  recent = $state.raw<RecentLibrary[]>([]);
  busy = $state(false);
  /** Why no library is open. */
  problem = $state<string | null>(null);
  /** Grows when another library opens: what belongs to the old one is then let go. */
  generation = $state(0);
  /** Told then; set by whoever holds what is of a library. */
  onOther: () => void = () => undefined;

  #counting: ReturnType<typeof setTimeout> | undefined;
  readonly #client: Client;
  readonly #toasts: Toasts;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('library', (summary) => this.#take(summary));
    client.on('videos-changed', () => this.#countSoon());
  }

  /** The library that is open already, or the last one, or the demo. */
  async load(): Promise<void> {
    try {
      this.#take(await this.#client.call('library.summary', {}));
    } catch (error) {
      const { code } = EarsightError.toData(error);
      if (code !== 'not-found') throw error;
      await this.open();
    }
    await this.loadRecent();
  }

  async loadRecent(): Promise<void> {
    this.recent = await this.#client.call('library.recent', {}).catch(() => []);
  }

  /** Opens a library by its own folder; the demo when none is given. */
  async open(folder?: string): Promise<void> {
    await this.#attempt(async () => {
      this.#take(await this.#client.call('library.open', folder === undefined ? {} : { folder }));
      this.#letGo();
    });
  }

  /** Does with a chosen folder what it was chosen for. */
  async useFolder(folder: string, purpose: FolderPurpose): Promise<void> {
    if (purpose.kind === 'library') return this.open(folder);
    await this.#attempt(async () => {
      if (purpose.kind === 'open') {
        this.#take(await this.#client.call('app.openFolder', { folder }));
        this.#letGo();
        return;
      }
      if (purpose.kind === 'relink')
        await this.#client.call('sources.relink', { source: purpose.source, folder });
      else await this.#client.call('sources.add', { folder });
      await this.index();
      this.#take(await this.#client.call('library.summary', {}));
    });
  }

  /** Looks for new and changed files in all sources and indexes them. */
  async index(): Promise<void> {
    await this.#client.call('index.start', {}).catch((error) => this.#toasts.report(error));
  }

  async removeSource(source: Source): Promise<void> {
    await this.#attempt(async () => {
      const { undo } = await this.#client.call('sources.remove', { source: source.id });
      this.#toasts.offerUndo(text.library.sourceRemoved(source.folder), () => void this.#undo(undo));
      this.#take(await this.#client.call('library.summary', {}));
    });
  }

  async removeVideo(video: { id: number; name: string }): Promise<void> {
    await this.#attempt(async () => {
      const { undo } = await this.#client.call('videos.remove', { video: video.id });
      this.#toasts.offerUndo(text.library.videoRemoved(video.name), () => void this.#undo(undo));
    });
  }

  async retryVideo(video: number): Promise<void> {
    await this.#attempt(async () => {
      await this.#client.call('videos.retry', { video });
      await this.index();
    });
  }

  async #undo(undo: string): Promise<void> {
    await this.#attempt(async () => {
      await this.#client.call('undo.apply', { undo });
      this.#take(await this.#client.call('library.summary', {}));
      this.#toasts.show(text.common.undone);
    });
  }

  /** The numbers again, once for a burst of news. */
  #countSoon(): void {
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      this.#client.call('library.summary', {}).then(
        (summary) => this.#take(summary),
        // No library is open any more: whoever closed it says so.
        () => undefined,
      );
    }, countMilliseconds);
  }

  #letGo(): void {
    this.generation += 1;
    this.onOther();
  }

  #take(summary: LibrarySummary): void {
    if (this.summary && this.summary.folder !== summary.folder) this.#letGo();
    this.summary = summary;
    this.problem = null;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await work();
    } catch (error) {
      if (!this.summary) this.problem = EarsightError.toData(error).message;
      this.#toasts.report(error);
    } finally {
      this.busy = false;
      void this.loadRecent();
    }
  }
}
