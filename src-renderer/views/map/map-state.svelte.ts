import type { Output } from '../../../src-main/contract/contract.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import type { App } from '../../stores/app.svelte.ts';
import { text } from '../../text/text.ts';
import type { Colouring } from './colouring.ts';
import { spansOf } from './label-spans.ts';
import { type MapPoints, momentOf, type PointMoment, readPoints } from './map-points.ts';

type LabelList = Output<'labels.list'>;

/** What an export may carry at once. */
const mostMoments = 250_000;

/** The map of the open library: its points, how they are coloured, which are chosen. */
export class MapState {
  points = $state.raw<MapPoints | null>(null);
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle');
  problem = $state('');
  /** Vectors that a map would show. */
  moments = $state(0);
  /** The job that computes the map now. */
  job = $state<string | null>(null);
  colouring = $state<Colouring>('modality');
  labels = $state.raw<Int32Array | null>(null);
  vocabulary = $state.raw<LabelList>([]);
  /** Points, in rising order. */
  chosen = $state.raw<Int32Array>(new Int32Array(0));
  /** The point that keys act on. */
  focus = $state<number | null>(null);
  readonly running = $derived.by(() =>
    this.job === null ? null : (this.#app.jobs.byId.get(this.job) ?? null),
  );
  /** The chosen points as moments, by video and time. */
  readonly playlist = $derived.by((): PointMoment[] => {
    const { points } = this;
    if (!points) return [];
    const moments = Array.from(this.chosen, (point) => momentOf(points, point));
    return moments.sort(
      (one, other) => one.name.localeCompare(other.name) || one.video - other.video || one.at - other.at,
    );
  });
  readonly #app: App;
  #asked = 0;

  constructor(app: App) {
    this.#app = app;
  }

  /** Fetches the map of the model in use, and follows the job that makes it. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    const { client, jobs } = this.#app;
    if (!this.points) this.phase = 'loading';
    try {
      const answer = await client.call('map.points', {});
      if (asked !== this.#asked) return;
      this.moments = answer.moments;
      this.#show(answer.map ? readPoints(answer.map) : null);
      this.phase = 'ready';
      if (answer.job !== null && answer.job !== this.job) {
        this.job = answer.job;
        jobs.whenEnded(answer.job, (ended) => this.#ended(ended.failure?.reason ?? null));
      }
      await this.loadLabels();
    } catch (error) {
      if (asked !== this.#asked) return;
      this.phase = 'failed';
      this.problem = EarsightError.toData(error).message;
    }
  }

  async loadLabels(): Promise<void> {
    const { points } = this;
    if (!points) return;
    const { client } = this.#app;
    const bytesOf = ({ buffer }: Int32Array | Float64Array) => new Uint8Array(new Uint8Array(buffer));
    const [vocabulary, { labels }] = await Promise.all([
      client.call('labels.list', {}),
      client.call('map.labels', { videos: bytesOf(points.videos), at: bytesOf(points.at) }),
    ]);
    if (points !== this.points) return;
    this.vocabulary = vocabulary;
    this.labels = new Int32Array(new Uint8Array(labels).buffer);
  }

  /** Has the map made, or made again. */
  async compute(): Promise<void> {
    const { client, jobs, toasts } = this.#app;
    try {
      const { job } = await client.call('map.start', {});
      this.job = job;
      jobs.whenEnded(job, (ended) => this.#ended(ended.failure?.reason ?? null));
    } catch (error) {
      toasts.report(error);
    }
  }

  /** Another library: nothing of the old one stays. */
  reset(): void {
    this.#asked += 1;
    this.job = null;
    this.moments = 0;
    this.vocabulary = [];
    this.#show(null);
    this.phase = 'idle';
  }

  choose(points: Int32Array, add = false): void {
    this.chosen = add ? Int32Array.from(new Set([...this.chosen, ...points])).sort() : points;
  }

  toggle(point: number): void {
    const without = this.chosen.filter((other) => other !== point);
    this.chosen = without.length < this.chosen.length ? without : Int32Array.from([...without, point]).sort();
  }

  /** Labels the stretches that the chosen moments stand for, as one step; makes the label where there is none. */
  async labelChosen(name: string): Promise<void> {
    const { annotating, client, toasts } = this.#app;
    try {
      const { label, spans } = await client.call('annotations.createSpans', {
        label: name,
        spans: spansOf(this.playlist).map(({ video, ...span }) => ({ video, span })),
      });
      toasts.offerUndo(text.map.labelled(spans, label.name), () => void annotating.undo('undo'));
      this.colouring = 'label';
    } catch (error) {
      toasts.report(error);
    }
    await this.loadLabels().catch((error) => toasts.report(error));
  }

  async exportChosen(format: 'json' | 'csv'): Promise<void> {
    const { client, toasts } = this.#app;
    const moments = this.playlist
      .slice(0, mostMoments)
      .map(({ video, at, modality }) => ({ video, at, modality }));
    try {
      const { file } = await client.call('map.export', { format, moments });
      toasts.show(text.exports.saved([file]));
    } catch (error) {
      toasts.report(error);
    }
  }

  #show(points: MapPoints | null): void {
    const same = points && this.points && points.count === this.points.count;
    this.points = points;
    this.labels = null;
    // The same moments in other places keep what was chosen; of others nobody knows which they were.
    if (same) return;
    this.chosen = new Int32Array(0);
    this.focus = null;
  }

  #ended(reason: string | null): void {
    this.job = null;
    if (reason !== null) this.#app.toasts.show(reason, { tone: 'danger' });
    void this.load();
  }
}
