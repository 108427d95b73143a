import type { Client } from '../../src-main/contract/client.ts';
import type { EngineInfo, ModelInfo } from '../../src-main/contract/models.ts';
import type { SettingsStore } from './settings.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** The models at hand and the processor or GPU that runs them. */
export class Models {
  list = $state.raw<ModelInfo[]>([]);
  engine = $state.raw<EngineInfo | null>(null);
  readonly #client: Client;
  readonly #settings: SettingsStore;
  readonly #toasts: Toasts;

  readonly retrieval = $derived.by(() => this.find(this.#settings.value.retrievalModel));
  readonly heatmap = $derived.by(() => this.find(this.#settings.value.heatmapModel));
  /** True when what is on show comes from random weights. */
  readonly untrained = $derived((this.retrieval?.untrained ?? false) || (this.heatmap?.untrained ?? false));

  constructor(client: Client, settings: SettingsStore, toasts: Toasts) {
    this.#client = client;
    this.#settings = settings;
    this.#toasts = toasts;
  }

  find(name: string): ModelInfo | null {
    return this.list.find((model) => model.name === name) ?? null;
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
  }
}
