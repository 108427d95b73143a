import type { Client } from '../../src-main/contract/client.ts';
import type { Output } from '../../src-main/contract/contract.ts';
import { EarsightError, type ErrorData } from '../../src-main/contract/errors.ts';
import type { Modality, Neighbour } from '../../src-main/contract/moments.ts';
import type { Moment } from '../../src-main/contract/values.ts';
import { LatestRequest } from '../logic/latest-request.ts';
import type { Toasts } from './toasts.svelte.ts';

/** An image or a sound from outside the library. */
export interface DroppedQuery {
  readonly query: string;
  readonly name: string;
  readonly modality: Modality;
  readonly durationSeconds: number | null;
}

/** What neighbours are looked for around. */
export type Anchor =
  | { readonly kind: 'moment'; readonly moment: Moment; readonly name: string }
  | { readonly kind: 'query'; readonly query: DroppedQuery };

interface Question {
  readonly anchor: Anchor;
  readonly from: Modality;
  readonly to: 'frames' | 'sounds';
  readonly notFromThisVideo: boolean;
}

const top = 60;
/** News of an indexing comes with every video: the list follows it at a pace that can be read. */
const newsMilliseconds = 700;

/** What lies near the frame or the sound in hand, in the whole library. */
export class Neighbours {
  from = $state<Modality>('frame');
  to = $state<'frames' | 'sounds'>('sounds');
  notFromThisVideo = $state(true);
  /** A dropped image or sound takes the place of the playhead until it is put away. */
  dropped = $state.raw<DroppedQuery | null>(null);
  /** The moment the list is about. */
  moment = $state.raw<{ moment: Moment; name: string } | null>(null);
  items = $state.raw<Neighbour[]>([]);
  /** What the list on show answers; lags behind the choice while a new answer is on its way. */
  answered = $state.raw<Question | null>(null);
  untrained = $state(false);
  /** The model that answered. */
  model = $state<string | null>(null);
  busy = $state(false);
  problem = $state.raw<ErrorData | null>(null);
  selected = $state(0);
  readonly anchor = $derived.by<Anchor | null>(() => {
    if (this.dropped) return { kind: 'query', query: this.dropped };
    return this.moment ? { kind: 'moment', ...this.moment } : null;
  });
  readonly current = $derived<Neighbour | null>(this.items[this.selected] ?? null);

  readonly #client: Client;
  readonly #toasts: Toasts;
  #news: ReturnType<typeof setTimeout> | null = null;
  /** A row was chosen by hand; the first one is shown until then. */
  #chosen = false;
  readonly #requests: LatestRequest<Question, Output<'neighbours.find'>>;

  constructor(client: Client, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
    this.#requests = new LatestRequest(
      (question, signal) => find(client, question, signal),
      (answer, question) => {
        this.#show(answer.neighbours, question);
        this.untrained = answer.untrained;
        this.model = answer.model;
        this.problem = null;
        this.busy = false;
      },
      (error) => {
        this.items = [];
        this.problem = EarsightError.toData(error);
        this.busy = false;
      },
    );
  }

  /** The library holds other videos than when it was asked: asks again soon, for all news of that time at once. */
  hearNews(): void {
    if (!this.anchor || this.#news !== null) return;
    this.#news = setTimeout(() => {
      this.#news = null;
      const { anchor, from, to, notFromThisVideo } = this;
      // A person has not asked for anything: what is on show stays as it is until the answer is there.
      if (anchor) this.#requests.submit({ anchor, from, to, notFromThisVideo });
    }, newsMilliseconds);
  }

  /** The playhead has come to rest at a moment. */
  follow(moment: Moment, name: string): void {
    const before = this.moment?.moment;
    const same = before?.video === moment.video && Math.abs(before.at - moment.at) < 1e-3;
    if (same && !this.problem) return;
    this.moment = { moment, name };
    if (!this.dropped) this.refresh();
  }

  setDirection(change: { from?: Modality; to?: 'frames' | 'sounds' }): void {
    Object.assign(this, change);
    this.refresh();
  }

  setNotFromThisVideo(value: boolean): void {
    this.notFromThisVideo = value;
    this.refresh();
  }

  /** Takes a file from outside as the query; its kind decides which way to look. False when it cannot be read. */
  async drop(file: File): Promise<boolean> {
    this.busy = true;
    try {
      const data = new Uint8Array(await file.arrayBuffer());
      const answer = await this.#client.call('queries.create', { name: file.name, data });
      this.dropped = { ...answer, name: file.name };
      this.from = answer.modality;
      this.to = answer.modality === 'frame' ? 'sounds' : 'frames';
      this.refresh();
      return true;
    } catch (error) {
      this.busy = false;
      this.#toasts.report(error);
      return false;
    }
  }

  /** Back from the dropped query to the playhead. */
  putAway(): void {
    this.dropped = null;
    this.refresh();
  }

  select(index: number): void {
    this.#chosen = true;
    this.selected = Math.min(Math.max(index, 0), Math.max(this.items.length - 1, 0));
  }

  clear(): void {
    this.#requests.cancel();
    this.moment = null;
    this.dropped = null;
    this.items = [];
    this.answered = null;
    this.busy = false;
    this.problem = null;
  }

  /** A new list begins at its top; the same one, made longer by news, keeps the row that was chosen in it. */
  #show(items: Neighbour[], question: Question): void {
    const same = sameQuestion(this.answered, question);
    const kept = same && this.#chosen ? this.current : null;
    const place = items.findIndex(({ video, at }) => video === kept?.video && at === kept.at);
    this.items = items;
    if (!same) this.answered = question;
    this.#chosen = place >= 0;
    this.selected = Math.max(place, 0);
  }

  refresh(): void {
    const { anchor, from, to, notFromThisVideo } = this;
    if (!anchor) return;
    this.busy = true;
    this.#requests.submit({ anchor, from, to, notFromThisVideo });
  }
}

/** Whether two questions ask the same, so that their answers differ only by what the library holds. */
function sameQuestion(one: Question | null, other: Question): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other);
}

function find(client: Client, question: Question, signal: AbortSignal) {
  const { anchor, from, to, notFromThisVideo } = question;
  return client.call(
    'neighbours.find',
    {
      anchor: anchor.kind === 'query' ? { query: anchor.query.query } : anchor.moment,
      from,
      to,
      top,
      notFromThisVideo: notFromThisVideo && anchor.kind === 'moment',
    },
    signal,
  );
}
