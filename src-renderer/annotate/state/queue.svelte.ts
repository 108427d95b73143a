import type { Annotation } from '../../../src-main/contract/annotation-values.ts';
import { extentOf } from '../../../src-main/contract/boxes.ts';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Output } from '../../../src-main/contract/contract.ts';
import type { Job } from '../../../src-main/contract/jobs.ts';
import { proposed } from '../../../src-main/contract/proposals.ts';
import type { Jobs } from '../../stores/jobs.svelte.ts';
import type { Player } from '../../stores/player.svelte.ts';
import type { Toasts } from '../../stores/toasts.svelte.ts';
import { text } from '../../text/text.ts';
import type { AnnotationMode } from './annotation-mode.ts';

type Accuracy = Output<'annotations.statistics'>['proposals'];

/** As many as a list can be read through; the next come as these are decided. */
const listed = 500;

interface Parts {
  readonly client: Client;
  readonly player: Player;
  readonly jobs: Jobs;
  readonly toasts: Toasts;
  readonly annotating: AnnotationMode;
}

/** The proposals of the library that wait for a person, the least certain first. */
export class ProposalQueue {
  items = $state.raw<readonly Annotation[]>([]);
  total = $state(0);
  accuracy = $state.raw<Accuracy | null>(null);
  picked = $state.raw<ReadonlySet<number>>(new Set());
  /** A request under way, until its job is known. */
  asking = $state(false);
  /** The job that proposes now, in this window or another. */
  readonly job = $derived.by(() => this.#jobs.active.find(({ kind }) => kind === 'propose') ?? null);
  readonly busy = $derived(this.asking || this.job !== null);
  scope = $state<'video' | 'library'>('video');
  threshold = $state(0.5);
  /** Names of the videos that the list mentions. */
  names = $state.raw<ReadonlyMap<number, string>>(new Map());
  readonly #client: Client;
  readonly #player: Player;
  readonly #jobs: Jobs;
  readonly #toasts: Toasts;
  readonly #annotating: AnnotationMode;
  #reading = 0;

  constructor({ client, player, jobs, toasts, annotating }: Parts) {
    this.#client = client;
    this.#player = player;
    this.#jobs = jobs;
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

  /** Lets the networks propose, which over a library takes a while; what they found is told at the end. */
  async propose(kind: 'spans' | 'labels'): Promise<void> {
    const { video } = this.#player;
    const videos = this.scope === 'video' && video ? { videos: [video.id] } : {};
    await this.#ask(() =>
      kind === 'spans'
        ? this.#client.call('proposals.spans', { ...videos, threshold: this.threshold })
        : this.#client.call('proposals.labels', videos),
    );
  }

  /** Lets the networks propose, over the library, what sounds like the chosen annotation. */
  async findMore(): Promise<void> {
    const { chosen } = this.#annotating;
    if (!chosen) return;
    await this.#ask(() => this.#client.call('proposals.recurring', { annotation: chosen.id }));
  }

  /** Stops the job that proposes. */
  async stop(): Promise<void> {
    if (this.job) await this.#jobs.cancel(this.job);
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

  /** Starts a job that proposes, one at a time, and tells at its end what it found. */
  async #ask(start: () => Promise<{ job: string }>): Promise<void> {
    if (this.busy) return;
    this.asking = true;
    try {
      const { job } = await start();
      this.#jobs.whenEnded(job, (ended) => this.#take(ended));
    } catch (error) {
      this.#toasts.report(error);
    } finally {
      this.asking = false;
    }
  }

  #take(job: Job): void {
    if (job.state === 'failed') this.#toasts.show(job.failure?.reason ?? job.title, { tone: 'danger' });
    const found = proposed.safeParse(job.result);
    if (job.state !== 'done' || !found.success) return;
    this.#toasts.show(text.annotate.queue.proposed(found.data.proposals));
    void this.read();
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
