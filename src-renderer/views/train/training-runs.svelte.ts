import { SvelteMap } from 'svelte/reactivity';
import type { Client } from '../../../src-main/contract/client.ts';
import type { Input } from '../../../src-main/contract/contract.ts';
import { EarsightError } from '../../../src-main/contract/errors.ts';
import type { RunItem, RunPoint } from '../../../src-main/contract/runs.ts';
import type { App } from '../../stores/app.svelte.ts';
import { LateRemovals } from '../../stores/late-removals.ts';
import { text } from '../../text/text.ts';
import type { ShownCurve } from './chart/curve-series.ts';

/** More lines than colours cannot be told apart. */
export const mostShown = 6;
/** A live curve is fetched at most this often. */
const curveMilliseconds = 1500;
const letters = 'ABCDEF';

/** True when nothing will change about a run any more. */
export function isOver({ state }: Pick<RunItem, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'stopped';
}

/** The training runs of the open library, and whose curves are on show. */
export class TrainingRuns {
  all = $state.raw<RunItem[]>([]);
  loaded = $state(false);
  problem = $state.raw<string | null>(null);
  /** The runs on show, by the colour each has. */
  readonly slots = new SvelteMap<string, number>();
  readonly #curves = new SvelteMap<string, RunPoint[]>();
  readonly #removals: LateRemovals;
  readonly #app: App;
  readonly #client: Client;
  /** Runs whose curve is under way or was fetched just now; true when it is to be fetched once more. */
  readonly #waiting = new Map<string, boolean>();
  /** Runs over which the list of models was fetched again. */
  readonly #asked = new Set<string>();

  /** The newest first; a run's state follows its job, which hears of pauses at once. */
  readonly list = $derived.by(() =>
    this.all.filter(({ id }) => !this.#removals.hidden.has(id)).map((run) => this.#withJob(run)),
  );
  readonly shown = $derived.by<ShownCurve[]>(() =>
    this.list.flatMap(({ id, name }) => {
      const slot = this.slots.get(id);
      const points = this.#curves.get(id);
      return slot === undefined ? [] : [{ id, name, slot, letter: letters[slot]!, points: points ?? [] }];
    }),
  );

  constructor(app: App) {
    this.#app = app;
    this.#client = app.client;
    this.#removals = new LateRemovals(app.toasts);
  }

  /** Follows the runs until the returned function is called. */
  follow(): () => void {
    return this.#client.on('run', (run) => this.#take(run));
  }

  async load(): Promise<void> {
    try {
      this.all = await this.#client.call('runs.list', {});
      this.problem = null;
      this.#learnOfModels();
      const known = new Set(this.all.map(({ id }) => id));
      for (const id of this.slots.keys()) if (!known.has(id)) this.slots.delete(id);
      if (this.slots.size === 0) for (const { id } of this.all.slice(0, 2).reverse()) this.show(id);
      else for (const id of this.slots.keys()) this.#fetchSoon(id);
    } catch (error) {
      this.problem = EarsightError.toData(error).message;
    }
    this.loaded = true;
  }

  letterOf(id: string): string | null {
    const slot = this.slots.get(id);
    return slot === undefined ? null : letters[slot]!;
  }

  show(id: string): void {
    const used = new Set(this.slots.values());
    const slot = [...letters].findIndex((_, index) => !used.has(index));
    if (slot < 0) {
      this.#app.toasts.show(text.train.mostShown(mostShown));
      return;
    }
    this.slots.set(id, slot);
    this.#fetchSoon(id);
  }

  hide(id: string): void {
    this.slots.delete(id);
  }

  /** Starts a run; false when it was refused, and why is said. */
  async start(request: Input<'runs.start'>): Promise<boolean> {
    try {
      const { run } = await this.#client.call('runs.start', request);
      await this.load();
      if (!this.slots.has(run)) this.show(run);
      return true;
    } catch (error) {
      this.#app.toasts.report(error);
      return false;
    }
  }

  async tell(action: 'jobs.pause' | 'jobs.resume' | 'jobs.cancel', run: RunItem): Promise<void> {
    if (run.job === null) return;
    try {
      await this.#client.call(action, { job: run.job });
    } catch (error) {
      this.#app.toasts.report(error);
    }
    await this.load();
  }

  /** Makes a run's model the one of the window; a model for neighbours takes over once the library is indexed with it. */
  async use(run: RunItem): Promise<void> {
    const { toasts, models, settings, heatmaps, neighbours, jobs } = this.#app;
    const before = settings.value.heatmapModel;
    try {
      const { model, role, job } = await this.#client.call('runs.use', { run: run.id });
      await models.load();
      if (role === 'heatmap') {
        heatmaps.refresh();
        toasts.offerUndo(text.train.usedHeatmap(model), () => {
          void settings.changeNow({ heatmapModel: before }).then(() => heatmaps.refresh());
        });
        return;
      }
      toasts.show(text.train.usedNeighbours(model));
      if (job === null) return;
      jobs.whenEnded(job, (ended) => {
        if (ended.state !== 'done') return;
        toasts.show(text.train.takenOver(model));
        neighbours.refresh();
        void models.load();
      });
    } catch (error) {
      toasts.report(error);
    }
  }

  remove(run: RunItem): void {
    this.slots.delete(run.id);
    this.#removals.remove(run.id, text.train.removed(run.name), async () => {
      await this.#client.call('runs.remove', { run: run.id });
      this.all = this.all.filter(({ id }) => id !== run.id);
    });
  }

  #take(run: RunItem): void {
    const known = this.all.find(({ id }) => id === run.id);
    this.all = known ? this.all.map((one) => (one.id === run.id ? run : one)) : [run, ...this.all];
    if (this.slots.has(run.id)) this.#fetchSoon(run.id);
    this.#learnOfModels();
  }

  #withJob(run: RunItem): RunItem {
    const job = run.job === null ? undefined : this.#app.jobs.byId.get(run.job);
    if (!job || isOver(run)) return run;
    if (job.state === 'cancelled') return { ...run, state: 'stopped' };
    if (job.state === 'queued' || job.state === 'running' || job.state === 'paused') {
      return { ...run, state: job.state };
    }
    if (job.state === 'failed') return { ...run, state: 'failed', failure: job.failure };
    return run;
  }

  /** A run that has ended has made a model, most often: the list of models is fetched again, once a run. */
  #learnOfModels(): void {
    const { models } = this.#app;
    const folders = new Set(models.list.map(({ folder }) => folder));
    const fresh = this.all.filter(
      (run) => isOver(run) && !this.#asked.has(run.id) && !folders.has(run.modelFolder ?? ''),
    );
    if (fresh.length === 0) return;
    for (const { id } of fresh) this.#asked.add(id);
    void models.load();
  }

  /** One request a run at a time, and not more often than anyone can see; the last news is never passed over. */
  #fetchSoon(id: string): void {
    const busy = this.#waiting.has(id);
    this.#waiting.set(id, busy);
    if (!busy) void this.#fetch(id).finally(() => setTimeout(() => this.#rested(id), curveMilliseconds));
  }

  #rested(id: string): void {
    const again = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (again) this.#fetchSoon(id);
  }

  async #fetch(id: string): Promise<void> {
    try {
      this.#curves.set(id, await this.#client.call('runs.curve', { run: id }));
    } catch {
      // The run may be gone by now; the list says so at its next load.
    }
  }
}
