import type { z } from 'zod';
import type { Client } from '../../src-main/contract/client.ts';
import type { VideoItem, videoFilter, videoSort } from '../../src-main/contract/library.ts';
import { pagesInSight } from '../logic/grid-layout.ts';
import type { Toasts } from './toasts.svelte.ts';

export type VideoSort = z.infer<typeof videoSort>;
export type VideoFilter = z.infer<typeof videoFilter>;

const pageSize = 100;
const searchDelay = 120;
const refreshDelay = 250;
/** Pages on their way at a time: whoever drags through a thousand wants the one where the hand rests, not all. */
const pagesAtOnce = 2;

/** The videos of the library as the grid wants them: by position, fetched page by page as they come into sight. */
export class VideoList {
  search = $state('');
  sort = $state<VideoSort>('name');
  descending = $state(false);
  filter = $state<VideoFilter>('all');
  total = $state(0);
  loaded = $state(false);
  /** By position; a position that was never in sight is undefined. */
  items = $state.raw<(VideoItem | undefined)[]>([]);

  readonly #client: Client;
  readonly #toasts: Toasts;
  #asked = new Set<number>();
  #underWay = 0;
  #round = 0;
  #seen = { from: 0, to: pageSize };
  #searchTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    client.on('videos-changed', () => this.#refreshSoon());
    client.on('library', () => this.#refreshSoon());
    // Whatever was missed of an indexing, its end shows what it did.
    client.on('job', ({ kind, finishedAt }) => {
      if (kind === 'index' && finishedAt !== null) this.#refreshSoon();
    });
  }

  setSearch(search: string): void {
    this.search = search;
    clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => this.restart(), searchDelay);
  }

  setOrder(change: { sort?: VideoSort; descending?: boolean; filter?: VideoFilter }): void {
    Object.assign(this, change);
    this.restart();
  }

  /** Another list altogether: what was there is gone once the first page of the new one is in. */
  restart(): void {
    this.#seen = { from: 0, to: pageSize };
    this.#fetchAgain(true);
  }

  /** The same list with news in it: what is on show stays until its successor is here. */
  refresh(): void {
    this.#fetchAgain(false);
  }

  /** Makes sure that the positions in sight are there or on their way, or asked for as soon as others have come. */
  want(from: number, to: number): void {
    this.#seen = { from, to };
    this.#fetchInSight();
  }

  indexOf(video: number): number {
    return this.items.findIndex((item) => item?.id === video);
  }

  #fetchInSight(): void {
    for (const page of pagesInSight(this.#seen, pageSize)) {
      if (this.#underWay >= pagesAtOnce) return;
      if (!this.#asked.has(page)) void this.#fetch(page, this.#round, false);
    }
  }

  #fetchAgain(fresh: boolean): void {
    this.#round += 1;
    this.#asked.clear();
    for (const [index, page] of pagesInSight(this.#seen, pageSize).entries())
      void this.#fetch(page, this.#round, fresh && index === 0);
  }

  async #fetch(page: number, round: number, fresh: boolean): Promise<void> {
    this.#asked.add(page);
    this.#underWay += 1;
    const offset = page * pageSize;
    const { search, sort, descending, filter } = this;
    try {
      const query = { search, sort, descending, filter, offset, limit: pageSize };
      const answer = await this.#client.call('videos.list', query);
      if (round === this.#round) this.#take(answer, offset, fresh);
    } catch (error) {
      if (round === this.#round) {
        // Asked for again when something moves, not at once: what fails would fail in a circle.
        this.#asked.delete(page);
        this.#toasts.report(error);
        return;
      }
    } finally {
      this.#underWay -= 1;
    }
    this.#fetchInSight();
  }

  #take(answer: { total: number; items: VideoItem[] }, offset: number, fresh: boolean): void {
    const items = fresh ? [] : this.items.slice(0, answer.total);
    items.length = answer.total;
    for (const [index, item] of answer.items.entries()) items[offset + index] = item;
    this.items = items;
    this.total = answer.total;
    this.loaded = true;
  }

  /** News come in bursts while indexing; one look after the first of a burst shows them all. */
  #refreshSoon(): void {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined;
      this.refresh();
    }, refreshDelay);
  }
}
