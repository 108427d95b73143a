import type { z } from 'zod';
import type { Annotation, Label } from '../../../src-main/contract/annotation-values.ts';
import type { historyDepth } from '../../../src-main/contract/annotations.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Output } from '../../../src-main/contract/contract.ts';
import type { Toasts } from '../../stores/toasts.svelte.ts';

/** A label with how many annotations bear it. */
export type CountedLabel = Output<'labels.list'>[number];
/** How far undo and redo reach, and what they would do. */
export type HistoryDepth = z.infer<typeof historyDepth>;

/** As many rows as a call gives at once. */
const pageRows = 10_000;

/**
 * The vocabulary of the library and the annotations of one video as they are in the library. Every change, whoever
 * made it, comes back as an event and is read again; one's own are put in at once.
 */
export class AnnotationData {
  labels = $state.raw<readonly CountedLabel[]>([]);
  items = $state.raw<readonly Annotation[]>([]);
  depth = $state.raw<HistoryDepth>({ undo: 0, redo: 0, nextUndo: null, nextRedo: null });
  /** Grows with every change of any annotation: what counts over the whole library counts again. */
  news = $state(0);
  video = $state<number | null>(null);
  readonly labelsById = $derived(new Map(this.labels.map((label) => [label.id, label])));
  readonly #client: Client;
  readonly #toasts: Toasts;
  #active = false;
  #reading = 0;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('annotations-changed', ({ videos, labels, depth }) => {
      this.depth = depth;
      if (!this.#active) return;
      this.news += 1;
      const { video } = this;
      if (video !== null && (videos.length === 0 || videos.includes(video))) void this.#readItems();
      // The counts beside the labels change with every annotation.
      if (labels || videos.length > 0) void this.readLabels();
    });
  }

  /** Begins to follow a video's annotations; none with null. */
  follow(video: number | null): void {
    const first = !this.#active;
    this.#active = true;
    if (first) {
      void this.readLabels();
      void this.#readDepth();
    }
    if (this.video === video && !first) return;
    this.video = video;
    this.items = [];
    void this.#readItems();
  }

  /** Stops following: nobody looks. */
  rest(): void {
    this.#active = false;
  }

  label(id: number | null): Label | null {
    return id === null ? null : (this.labelsById.get(id) ?? null);
  }

  get(id: number | null): Annotation | null {
    return this.items.find((item) => item.id === id) ?? null;
  }

  /** Puts rows as a call returned them in place of what is held, unless a newer one is held already. */
  take(rows: readonly Annotation[]): void {
    const fresh = new Map(rows.filter((row) => row.videoId === this.video).map((row) => [row.id, row]));
    if (fresh.size === 0) return;
    const kept = this.items.flatMap((item) => {
      const row = fresh.get(item.id);
      fresh.delete(item.id);
      return [row && row.version > item.version ? row : item];
    });
    this.items = [...kept, ...fresh.values()].filter((item) => item.status !== 'rejected');
  }

  drop(ids: readonly number[]): void {
    this.items = this.items.filter((item) => !ids.includes(item.id));
  }

  /** Reads the video's annotations again. */
  reload(): void {
    void this.#readItems();
  }

  async readLabels(): Promise<void> {
    try {
      this.labels = await this.#client.call('labels.list', {});
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  async #readDepth(): Promise<void> {
    try {
      const { undo, redo, nextUndo, nextRedo } = await this.#client.call('annotations.history', { limit: 1 });
      this.depth = { undo, redo, nextUndo, nextRedo };
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  async #readItems(): Promise<void> {
    const { video } = this;
    this.#reading += 1;
    const reading = this.#reading;
    if (video === null) return;
    try {
      const items: Annotation[] = [];
      for (;;) {
        const page = await this.#client.call('annotations.list', {
          video,
          offset: items.length,
          limit: pageRows,
        });
        if (reading !== this.#reading) return;
        items.push(...page.items);
        if (page.items.length === 0 || items.length >= page.total) break;
      }
      this.items = items;
    } catch (error) {
      if (reading === this.#reading) this.#toasts.report(error);
    }
  }
}
