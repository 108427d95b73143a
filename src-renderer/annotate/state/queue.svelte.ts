import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import { extentOf } from '../../../src-main/contract/boxes.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Output } from '../../../src-main/contract/contract.ts';
import type { Proposed } from '../../../src-main/contract/proposals.ts';
import type { Player } from '../../stores/player.svelte.ts';
import type { Toasts } from '../../stores/toasts.svelte.ts';
import { text } from '../../text/text.ts';
import type { Annotating } from './annotating.svelte.ts';

type Accuracy = Output<'annotations.statistics'>['proposals'];

/** What can be asked for: spans, labels, or what sounds like the chosen annotation. */
export type ProposalKind = 'spans' | 'labels' | 'recurring';

/** As many as a list can be read through; the next come as these are decided. */
const listed = 500;

/** The proposals of the library that wait for a person, the least certain first. */
export class ProposalQueue {
  items = $state.raw<readonly Annotation[]>([]);
  total = $state(0);
  accuracy = $state.raw<Accuracy | null>(null);
  picked = $state.raw<ReadonlySet<number>>(new Set());
  busy = $state<ProposalKind | null>(null);
  scope = $state<'video' | 'library'>('video');
  threshold = $state(0.5);
  /** Names of the videos that the list mentions. */
  names = $state.raw<ReadonlyMap<number, string>>(new Map());
  readonly #client: Client;
  readonly #player: Player;
  readonly #toasts: Toasts;
  readonly #annotating: Annotating;
  #reading = 0;

  constructor(client: Client, player: Player, toasts: Toasts, annotating: Annotating) {
    this.#client = client;
    this.#player = player;
    this.#toasts = toasts;
    this.#annotating = annotating;
  }

  async read(): Promise<void> {
    this.#reading += 1;
    const reading = this.#reading;
    try {
      const [page, statistics] = await Promise.all([
        this.#client.call('annotations.list', {
          statuses: ['proposed'],
          sort: 'uncertainty',
          limit: listed,
        }),
        this.#client.call('annotations.statistics', {}),
      ]);
      if (reading !== this.#reading) return;
      this.items = page.items;
      this.total = page.total;
      this.accuracy = statistics.proposals;
      const there = new Set(page.items.map(({ id }) => id));
      this.picked = new Set([...this.picked].filter((id) => there.has(id)));
      await this.#readNames();
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  /** Lets the networks propose; what they found is told. */
  async propose(kind: ProposalKind): Promise<void> {
    const { video } = this.#player;
    const { chosen } = this.#annotating;
    const videos = this.scope === 'video' && video ? { videos: [video.id] } : {};
    if (this.busy !== null || (kind === 'recurring' && !chosen)) return;
    this.busy = kind;
    try {
      let found: Proposed;
      if (kind === 'spans')
        found = await this.#client.call('proposals.spans', { ...videos, threshold: this.threshold });
      else if (kind === 'labels') found = await this.#client.call('proposals.labels', videos);
      else found = await this.#client.call('proposals.recurring', { annotation: chosen!.id });
      this.#toasts.show(text.annotate.queue.proposed(found.proposals));
      await this.read();
    } catch (error) {
      this.#toasts.report(error);
    } finally {
      this.busy = null;
    }
  }

  pick(id: number, picked: boolean): void {
    const next = new Set(this.picked);
    if (picked) next.add(id);
    else next.delete(id);
    this.picked = next;
  }

  pickAll(): void {
    this.picked = new Set(this.picked.size < this.items.length ? this.items.map(({ id }) => id) : []);
  }

  /** Accepts or rejects all that are picked, as one step of the history. */
  async decide(what: 'accept' | 'reject'): Promise<void> {
    const items = this.items
      .filter(({ id }) => this.picked.has(id))
      .map(({ id, version }) => ({ annotation: id, version }));
    if (items.length === 0) return;
    await this.#annotating.edits.inTurn(async () => {
      const { annotations, accuracy } = await this.#client.call(
        what === 'accept' ? 'proposals.accept' : 'proposals.reject',
        { items },
      );
      this.accuracy = accuracy;
      this.#annotating.data.take(annotations);
    });
    await this.read();
  }

  /** Shows a proposal in the player. */
  open(item: Annotation): void {
    this.#annotating.selectIn(item.videoId, item.id);
    void this.#player.open(item.videoId, extentOf(item)?.fromSeconds ?? 0);
  }

  /** Goes on to the proposal after the chosen one. */
  async openNext(): Promise<void> {
    const chosen = this.#annotating.chosen?.id;
    const at = this.items.findIndex(({ id }) => id === chosen);
    await this.read();
    const still = this.items.findIndex(({ id }) => id === chosen);
    const next = this.items[still >= 0 ? still + 1 : Math.max(at, 0)] ?? this.items[0];
    if (next) this.open(next);
    else this.#toasts.show(text.annotate.queue.empty);
  }

  async #readNames(): Promise<void> {
    const names = new Map(this.names);
    for (const id of new Set(this.items.map(({ videoId }) => videoId))) {
      if (names.has(id)) continue;
      const detail = await this.#client.call('videos.get', { video: id }).catch(() => null);
      if (detail) names.set(id, detail.name);
    }
    this.names = names;
  }
}
