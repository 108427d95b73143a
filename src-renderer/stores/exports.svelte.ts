import type { Client } from '../../src-main/contract/client.ts';
import type { ExportRequest } from '../../src-main/contract/exports.ts';
import type { Job } from '../../src-main/contract/jobs.ts';
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

  /** The marked span, or the whole video, as a film with its sound; its pictures are asked for the pinned one if any. */
  film(): Promise<void> {
    const { video, span } = this.#player;
    if (!video) return Promise.resolve();
    const sound = this.#heatmaps.pinned?.reference;
    return this.start({
      kind: 'heatmap-mp4',
      video: video.id,
      ...(span ?? {}),
      ...(sound ? { sound } : {}),
    });
  }

  async start(request: ExportRequest): Promise<void> {
    try {
      const { job } = await this.#client.call('exports.start', request);
      this.announce(job, (ended) => text.exports.saved(filesOf(ended)));
    } catch (error) {
      this.#toasts.report(error);
    }
  }

  /**
   * Says at the end of a job what came of it: why it failed, or what it made.
   * @param made the words for what it made; null where its result says nothing
   */
  announce(job: string, made: (ended: Job) => string | null): void {
    this.#jobs.whenEnded(job, (ended) => {
      if (ended.state === 'failed')
        this.#toasts.show(ended.failure?.reason ?? ended.title, { tone: 'danger' });
      const words = ended.state === 'done' ? made(ended) : null;
      if (words === null) return;
      this.#toasts.show(words, { action: { label: text.exports.showQueue, run: () => this.showQueue() } });
    });
  }
}
