import type { Client } from '../../src-main/contract/client.ts';
import type { EngineInfo, ModelInfo } from '../../src-main/contract/models.ts';
import { text } from '../text/text.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { SettingsStore } from './settings.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

interface Means {
  readonly client: Client;
  readonly settings: SettingsStore;
  readonly toasts: Toasts;
  readonly jobs: Jobs;
}

/** A model that is to find the neighbours, and the job that indexes the library with it first. */
export interface Adoption {
  readonly model: string;
  readonly job: string;
}

/** The models at hand and the processor or GPU that runs them. */
export class Models {
  list = $state.raw<ModelInfo[]>([]);
  engine = $state.raw<EngineInfo | null>(null);
  adopting = $state.raw<Adoption | null>(null);
  /** Those in use that no list shows: an untrained one, or one given by its folder. */
  #unlisted = $state.raw<ModelInfo[]>([]);
  readonly #client: Client;
  readonly #settings: SettingsStore;
  readonly #toasts: Toasts;
  readonly #jobs: Jobs;

  readonly retrieval = $derived.by(() => this.find(this.#settings.value.retrievalModel));
  readonly heatmap = $derived.by(() => this.find(this.#settings.value.heatmapModel));
  /** What each model in use is for, and what it is; null where it is nowhere. */
  readonly inUse = $derived.by(() => [
    { role: text.models.heatmapBy, name: this.#settings.value.heatmapModel, model: this.heatmap },
    { role: text.models.neighboursBy, name: this.#settings.value.retrievalModel, model: this.retrieval },
  ]);
  /** True when what is on show comes from random weights. */
  readonly untrained = $derived((this.retrieval?.untrained ?? false) || (this.heatmap?.untrained ?? false));

  constructor({ client, settings, toasts, jobs }: Means) {
    this.#client = client;
    this.#settings = settings;
    this.#toasts = toasts;
    this.#jobs = jobs;
  }

  /** Indexes the library with a model, which then finds the neighbours; until then the one before does. */
  async adopt(model: string): Promise<void> {
    const before = this.adopting;
    try {
      if (before) await this.#client.call('jobs.cancel', { job: before.job });
      this.adopting = null;
      if (model === this.#settings.value.retrievalModel) return;
      const { job } = await this.#client.call('index.start', { model, adopt: true });
      this.adopting = { model, job };
      this.#jobs.whenEnded(job, ({ state }) => {
        if (this.adopting?.job === job) this.adopting = null;
        if (state === 'done') this.#toasts.show(text.settings.adopted(model));
      });
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  find(name: string): ModelInfo | null {
    return [...this.list, ...this.#unlisted].find((model) => model.name === name) ?? null;
  }

  async load(): Promise<void> {
    const [models, engine] = await Promise.allSettled([
      this.#client.call('models.list', {}),
      this.#client.call('engine.info', {}),
    ]);
    if (models.status === 'fulfilled') this.list = models.value;
    else this.#toasts.report(models.reason);
    if (engine.status === 'fulfilled') this.engine = engine.value;
    else this.#toasts.report(engine.reason);
    await this.#loadUnlisted();
  }

  async #loadUnlisted(): Promise<void> {
    const { retrievalModel, heatmapModel } = this.#settings.value;
    const names = [retrievalModel, heatmapModel].filter(
      (name) => !this.list.some((model) => model.name === name),
    );
    const asked = names.map(async (name) => {
      // One that is nowhere is what the dialogs tell of by its name.
      const info = await this.#client.call('models.info', { model: name }).catch(() => null);
      return info && { ...info, name };
    });
    this.#unlisted = (await Promise.all(asked)).filter((info) => info !== null);
  }
}
