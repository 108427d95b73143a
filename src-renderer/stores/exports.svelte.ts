import type { Client } from '../../src-main/contract/client.ts';
import type { ExportRequest } from '../../src-main/contract/exports.ts';
import { text } from '../text/text.ts';
import type { Heatmaps } from './heatmap.svelte.ts';
import { filesOf, type Jobs } from './jobs.svelte.ts';
import type { Player } from './player.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

export type StillKind = 'heatmap-overlay-png' | 'heatmap-map-png' | 'heatmap-npy';

/** Exports what one sees; the queue is the list of jobs. */
export class Exports {
  readonly #client: Client;
  readonly #player: Player;
  readonly #heatmaps: Heatmaps;
  readonly #jobs: Jobs;
  readonly #toasts: Toasts;
  /** Shows the queue; set by whoever owns it. */
  showQueue: () => void = () => undefined;

  constructor(client: Client, player: Player, heatmaps: Heatmaps, jobs: Jobs, toasts: Toasts) {
    this.#client = client;
    this.#player = player;
    this.#heatmaps = heatmaps;
    this.#jobs = jobs;
    this.#toasts = toasts;
  }

  /** The frame on show, with the pinned sound where there is one. */
  still(kind: StillKind): Promise<void> {
    const { video, frameTime } = this.#player;
    if (!video) return Promise.resolve();
    const sound = this.#heatmaps.pinned?.reference;
    return this.start({ kind, moment: { video: video.id, at: frameTime }, ...(sound ? { sound } : {}) });
  }

  /** The marked span, or the whole video, as a film with its sound. */
  film(): Promise<void> {
    const { video, span } = this.#player;
    if (!video) return Promise.resolve();
    return this.start({ kind: 'heatmap-mp4', video: video.id, ...(span ?? {}) });
  }

  async start(request: ExportRequest): Promise<void> {
    try {
      const { job } = await this.#client.call('exports.start', request);
      this.#jobs.whenEnded(job, (ended) => {
        if (ended.state === 'failed')
          this.#toasts.show(ended.failure?.reason ?? ended.title, { tone: 'danger' });
        if (ended.state !== 'done') return;
        this.#toasts.show(text.exports.saved(filesOf(ended)), {
          action: { label: text.exports.showQueue, run: () => this.showQueue() },
        });
      });
    } catch (error) {
      this.#toasts.report(error);
    }
  }
}
