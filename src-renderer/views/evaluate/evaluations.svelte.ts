import { SvelteSet } from 'svelte/reactivity';
import type { Output } from '../../../src-main/contract/contract.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import type {
  EvaluationItem,
  EvaluationRequest,
  EvaluationResult,
  LabelsAtHand,
} from '../../../src-main/contract/evaluation.ts';
import type { Job } from '../../../src-main/contract/jobs.ts';
import type { App } from '../../stores/app.svelte.ts';
import { LateRemovals } from '../../stores/late-removals.ts';
import { text } from '../../text/text.ts';

/** A result with what the list shows of it. */
export type ShownEvaluation = Output<'evaluation.get'>;

/** The evaluations of the open library: the list, the result on show, and those set beside it. */
export class Evaluations {
  all = $state.raw<EvaluationItem[]>([]);
  loaded = $state(false);
  problem = $state.raw<string | null>(null);
  /** The result on show. */
  shown = $state.raw<ShownEvaluation | null>(null);
  opening = $state<string | null>(null);
  labels = $state.raw<LabelsAtHand | null>(null);
  /** Ids of the results whose rows stand beside the one on show. */
  readonly beside = new SvelteSet<string>();
  /** Why the last evaluation failed. */
  failure = $state.raw<string | null>(null);
  readonly #app: App;
  readonly #removals: LateRemovals;

  readonly list = $derived.by(() => this.all.filter(({ id }) => !this.#removals.hidden.has(id)));
  readonly compared = $derived.by(() =>
    this.list.filter(({ id }) => this.beside.has(id) && id !== this.shown?.item.id),
  );
  /** The evaluation that runs or waits, if there is one. */
  readonly job = $derived.by<Job | null>(
    () => this.#app.jobs.active.findLast(({ kind }) => kind === 'evaluate') ?? null,
  );

  constructor(app: App) {
    this.#app = app;
    this.#removals = new LateRemovals(app.toasts);
  }

  async load(): Promise<void> {
    const { client } = this.#app;
    try {
      const [all, labels] = await Promise.all([
        client.call('evaluation.list', {}),
        client.call('evaluation.labels', {}),
      ]);
      this.all = all;
      this.labels = labels;
      this.problem = null;
      const shown = this.shown?.item.id;
      if (!all.some(({ id }) => id === shown)) this.shown = null;
      if (this.shown === null && all[0]) await this.open(all[0].id);
    } catch (error) {
      this.problem = EarsightError.toData(error).message;
    }
    this.loaded = true;
  }

  /** Shows a result; what was asked for last wins. */
  async open(id: string): Promise<void> {
    this.opening = id;
    try {
      const answer = await this.#app.client.call('evaluation.get', { evaluation: id });
      if (this.opening === id) this.shown = answer;
    } catch (error) {
      this.#app.toasts.report(error);
    }
    if (this.opening === id) this.opening = null;
  }

  /** Starts an evaluation; its result is shown when it is there. Gives what was wrong with the request, or null. */
  async start(request: Partial<EvaluationRequest>): Promise<string | null> {
    const { client, jobs, toasts } = this.#app;
    this.failure = null;
    try {
      const { job } = await client.call('evaluation.start', request);
      jobs.whenEnded(job, (ended) => {
        if (ended.state === 'failed') this.failure = ended.failure?.reason ?? text.errors.unknown;
        const made = (ended.result as { evaluation?: unknown } | null)?.evaluation;
        if (ended.state !== 'done' || typeof made !== 'string') return;
        void this.load().then(() => this.open(made));
      });
      return null;
    } catch (error) {
      const { message } = EarsightError.toData(error);
      toasts.report(error);
      return message;
    }
  }

  remove(item: EvaluationItem): void {
    this.beside.delete(item.id);
    this.#removals.remove(item.id, text.evaluate.removed(item.name), async () => {
      await this.#app.client.call('evaluation.remove', { evaluation: item.id });
      this.all = this.all.filter(({ id }) => id !== item.id);
    });
    if (this.shown?.item.id !== item.id) return;
    this.shown = null;
    const next = this.list[0];
    if (next) void this.open(next.id);
  }

  /** Writes the result on show into the library's folder of exports. */
  async export(kind: 'csv' | 'png', picture: () => Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
    const { client, toasts, environment } = this.#app;
    const evaluation = this.shown?.item.id;
    if (evaluation === undefined) return;
    try {
      const { file } = await client.call(
        'evaluation.export',
        kind === 'csv' ? { kind, evaluation } : { kind, evaluation, picture: await picture() },
      );
      const desktop = environment.kind === 'electron';
      toasts.show(text.evaluate.saved(file), {
        action: {
          label: desktop ? text.evaluate.showFile : text.evaluate.copyPath,
          run: () => {
            const done = desktop
              ? client.call('app.showFile', { file })
              : navigator.clipboard.writeText(file).then(() => toasts.show(text.activity.copied));
            done.catch((error: unknown) => toasts.report(error));
          },
        },
      });
    } catch (error) {
      toasts.report(error);
    }
  }
}

export type Details = EvaluationResult['details'];
