import type { IndexedMoment, Video } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import { shownPath, videoFile } from '../libraries/video-file.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { OpenLibrary } from '../session/session.ts';
import type { DecodeEvent, DecodeTask } from './decoded-batch.ts';
import { decodeAll } from './decoder.ts';
import { embedBatch } from './embed-batch.ts';
import type { IndexTally } from './index-tally.ts';
import type { IndexControl, IndexRequest, IndexTiming } from './index-types.ts';

/** A video while its moments arrive. */
interface OpenVideo {
  readonly video: Video;
  readonly durationSeconds: number;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
  readonly moments: IndexedMoment[];
}

/** What a run of indexing works with. */
export interface EmbedderParts {
  readonly context: ServiceContext;
  readonly library: OpenLibrary;
  readonly model: ShelvedModel;
  readonly request: IndexRequest;
  readonly control: IndexControl;
  readonly tally: IndexTally;
  /** The programs that read the files, by their versions. */
  readonly tools: string | null;
}

/**
 * Takes videos from their files to the database: decodes ahead in a thread of its own, embeds batch by batch, and
 * writes each video in one transaction.
 */
export class VideoEmbedder {
  #open: OpenVideo | null = null;
  #bytesDone = 0;
  #bytesAll = 0;
  #inferenceSeconds = 0;
  #wallSeconds = 0;
  readonly #videos = new Map<number, Video>();
  readonly #parts: EmbedderParts;

  constructor(parts: EmbedderParts) {
    this.#parts = parts;
  }

  /** Where the time of `run` went. */
  get timing(): IndexTiming {
    return { inferenceSeconds: this.#inferenceSeconds, embeddingWallSeconds: this.#wallSeconds };
  }

  /** Embeds the videos one after the other. Rejects only when it has to stop. */
  async run(pending: readonly Video[]): Promise<void> {
    if (pending.length === 0) return;
    const startedAt = performance.now();
    for (const video of pending) this.#videos.set(video.id, video);
    this.#bytesAll = pending.reduce((sum, video) => sum + video.sizeBytes, 0);
    const tools = await this.#parts.context.tools(this.#parts.control.signal);
    const events = decodeAll(tools, this.#tasks(pending), {
      signal: this.#parts.control.signal,
      appFolder: this.#parts.context.folders.app,
    });
    this.#parts.control.report(0, pending[0]!.path);
    for await (const event of events) {
      await this.#parts.control.gate();
      await this.#take(event);
    }
    this.#wallSeconds = (performance.now() - startedAt) / 1000;
  }

  #tasks(pending: readonly Video[]): DecodeTask[] {
    return pending.map((video) => ({
      video: video.id,
      path: videoFile(this.#parts.library.store, video),
      ratePerSecond: this.#parts.request.ratePerSecond,
    }));
  }

  async #take(event: DecodeEvent): Promise<void> {
    switch (event.kind) {
      case 'probed':
        this.#begin(event);
        break;
      case 'batch': {
        const open = this.#open!;
        const { moments, inferenceSeconds } = await embedBatch(this.#parts.model.network, event.batch);
        this.#inferenceSeconds += inferenceSeconds;
        open.moments.push(...moments);
        const share = Math.min(1, event.batch.at.at(-1)! / Math.max(open.durationSeconds, 0.001));
        this.#report(open.video, share);
        break;
      }
      case 'end':
        this.#complete(this.#open!);
        break;
      case 'failed':
        this.#fail(this.#videos.get(event.video)!, event);
        break;
    }
  }

  #begin(event: DecodeEvent & { kind: 'probed' }): void {
    const video = this.#videos.get(event.video)!;
    const { probe, playable } = event;
    const hasPicture = probe.picture !== null;
    const hasSound = probe.sounds.length > 0;
    const { durationSeconds } = probe;
    const { videos } = this.#parts.library.store;
    videos.saveProbe(video.id, { probe, durationSeconds, hasPicture, hasSound, playable });
    videos.beginIndexing(video.id, this.#parts.control.id);
    this.#open = { video, durationSeconds, hasPicture, hasSound, moments: [] };
    this.#parts.context.emit('videos-changed', { videos: [video.id] });
    this.#report(video, 0);
  }

  #complete(open: OpenVideo): void {
    const { video, moments } = open;
    if (!open.hasPicture && !open.hasSound) {
      this.#fail(video, { code: 'no-picture', reason: 'The file holds neither picture nor sound.' });
      return;
    }
    const outcome = this.#parts.library.store.videos.completeIndexing(video.id, {
      modelHash: this.#parts.model.info.hash,
      moments,
      ratePerSecond: this.#parts.request.ratePerSecond,
      fingerprint: { sizeBytes: video.sizeBytes, modifiedMs: video.modifiedMs },
    });
    if (outcome === 'stale') {
      this.#fail(video, { code: 'conflict', reason: 'The file changed while it was read.' });
      return;
    }
    if (outcome === 'done') {
      this.#parts.tally.indexed(shownPath(this.#parts.library.store, video), {
        moments: moments.length,
        hasPicture: open.hasPicture,
        hasSound: open.hasSound,
      });
    }
    this.#leave(video);
  }

  #fail(video: Video, failure: { code: string; reason: string }): void {
    const { code, reason } = failure;
    const { library, tally, tools } = this.#parts;
    library.store.videos.fail(video.id, { code, reason }, tools);
    tally.failed(shownPath(library.store, video), { code, reason });
    this.#leave(video);
  }

  #leave(video: Video): void {
    this.#open = null;
    this.#bytesDone += video.sizeBytes;
    this.#parts.context.emit('videos-changed', { videos: [video.id] });
    this.#report(video, 0);
  }

  #report(video: Video, share: number): void {
    const done = this.#bytesDone + share * video.sizeBytes;
    this.#parts.control.report(this.#bytesAll ? Math.min(1, done / this.#bytesAll) : 1, video.path);
  }
}
