import { join } from 'node:path';
import type { IndexResult } from '../../contract/jobs.ts';
import type { IndexedMoment, Video } from '../../store/index.ts';
import type { OpenLibrary, ServiceContext } from '../context.ts';
import { tellSummary } from '../libraries/library-service.ts';
import { type ScanResult, scanSource } from '../libraries/scan-source.ts';
import { videoFile } from '../libraries/video-file.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { DecodeEvent, DecodeTask } from './decoded-batch.ts';
import { decodeAll } from './decoder.ts';
import { embedBatch } from './embed-batch.ts';
import { type IndexTally, makeTally } from './index-tally.ts';

export interface IndexRequest {
  /** Ids of the sources; all when left out. */
  readonly sources?: readonly number[] | undefined;
  readonly model: string;
  readonly ratePerSecond: number;
}

/** What indexing needs of whoever runs it. */
export interface IndexControl {
  readonly id: string;
  readonly signal: AbortSignal;
  report(progress: number | null, message?: string): void;
  gate(): Promise<void>;
}

/** Where the time went: the benchmark's share of inference. */
export interface IndexTiming {
  readonly inferenceSeconds: number;
  readonly embeddingWallSeconds: number;
}

/**
 * Brings the library up to date with its sources: looks through the folders, decodes what is new or changed,
 * embeds it and writes each video in one transaction. Trouble with a file is counted, never an abort.
 */
export async function indexLibrary(
  context: ServiceContext,
  request: IndexRequest,
  control: IndexControl,
): Promise<{ result: IndexResult; timing: IndexTiming }> {
  const startedAt = performance.now();
  const library = context.session.current();
  const { store } = library;
  const sourceIds = request.sources ?? store.sources.list().map((source) => source.id);
  const shelved = await context.models.open(request.model);
  const tally = makeTally();
  for (const id of sourceIds) {
    const { folder } = store.sources.get(id);
    control.report(null, `Looking through ${folder}`);
    tallyScan(folder, await scanSource(library, id, { signal: control.signal }), tally);
    await control.gate();
  }
  context.emit('videos-changed', { videos: [] });
  await tellSummary(context);
  const pending = store.videos.waitingFor(shelved.info.hash, request.ratePerSecond, sourceIds);
  tallySettled(library, sourceIds, new Set(pending.map((video) => video.id)), tally);
  const embedding = new Embedding(context, library, shelved, request, control, tally);
  await embedding.run(pending);
  await tellSummary(context);
  return {
    result: tally.result({
      seconds: (performance.now() - startedAt) / 1000,
      model: shelved.info.name,
      untrained: shelved.info.untrained,
    }),
    timing: embedding.timing,
  };
}

/** What the scan of a folder could not read. */
function tallyScan(folder: string, { online, problems }: ScanResult, tally: IndexTally): void {
  for (const problem of problems) {
    const path = join(folder, problem.path);
    if (problem.code === 'unreadable-folder') tally.folderFailed(path, problem);
    else tally.failed(path, problem);
  }
  if (!online && problems.length === 0) {
    tally.folderFailed(folder, {
      code: 'offline',
      reason: 'The folder is empty: its drive may be unplugged.',
    });
  }
}

/** Counts the videos that need nothing: done before, or in trouble before and not changed since. */
function tallySettled(
  library: OpenLibrary,
  sourceIds: readonly number[],
  pending: ReadonlySet<number>,
  tally: IndexTally,
): void {
  for (const sourceId of sourceIds) {
    for (const video of library.store.videos.ofSource(sourceId)) {
      if (pending.has(video.id) || video.presence !== 'present') continue;
      if (video.failure) tally.failed(videoFile(library.store, video), video.failure);
      else tally.unchanged(video);
    }
  }
}

/** A video while its moments arrive. */
interface OpenVideo {
  readonly video: Video;
  readonly durationSeconds: number;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
  readonly moments: IndexedMoment[];
}

class Embedding {
  #open: OpenVideo | null = null;
  #bytesDone = 0;
  #bytesAll = 0;
  #inferenceSeconds = 0;
  #wallSeconds = 0;
  readonly #videos = new Map<number, Video>();
  readonly #context: ServiceContext;
  readonly #library: OpenLibrary;
  readonly #model: ShelvedModel;
  readonly #request: IndexRequest;
  readonly #control: IndexControl;
  readonly #tally: IndexTally;

  constructor(
    context: ServiceContext,
    library: OpenLibrary,
    model: ShelvedModel,
    request: IndexRequest,
    control: IndexControl,
    tally: IndexTally,
  ) {
    this.#context = context;
    this.#library = library;
    this.#model = model;
    this.#request = request;
    this.#control = control;
    this.#tally = tally;
  }

  get timing(): IndexTiming {
    return { inferenceSeconds: this.#inferenceSeconds, embeddingWallSeconds: this.#wallSeconds };
  }

  async run(pending: readonly Video[]): Promise<void> {
    if (pending.length === 0) return;
    const startedAt = performance.now();
    for (const video of pending) this.#videos.set(video.id, video);
    this.#bytesAll = pending.reduce((sum, video) => sum + video.sizeBytes, 0);
    const tools = await this.#context.tools(this.#control.signal);
    const events = decodeAll(tools, this.#tasks(pending), {
      signal: this.#control.signal,
      appFolder: this.#context.folders.app,
    });
    this.#control.report(0, pending[0]!.path);
    for await (const event of events) {
      await this.#control.gate();
      await this.#take(event);
    }
    this.#wallSeconds = (performance.now() - startedAt) / 1000;
  }

  #tasks(pending: readonly Video[]): DecodeTask[] {
    return pending.map((video) => ({
      video: video.id,
      path: videoFile(this.#library.store, video),
      ratePerSecond: this.#request.ratePerSecond,
    }));
  }

  async #take(event: DecodeEvent): Promise<void> {
    switch (event.kind) {
      case 'probed':
        this.#begin(event);
        break;
      case 'batch': {
        const open = this.#open!;
        const { moments, inferenceSeconds } = await embedBatch(this.#model.network, event.batch);
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
    const { videos } = this.#library.store;
    videos.saveProbe(video.id, { probe, durationSeconds, hasPicture, hasSound, playable });
    videos.beginIndexing(video.id, this.#control.id);
    this.#open = { video, durationSeconds, hasPicture, hasSound, moments: [] };
    this.#context.emit('videos-changed', { videos: [video.id] });
    this.#report(video, 0);
  }

  #complete(open: OpenVideo): void {
    const { video, moments } = open;
    if (!open.hasPicture && !open.hasSound) {
      this.#fail(video, { code: 'no-picture', reason: 'The file holds neither picture nor sound.' });
      return;
    }
    const outcome = this.#library.store.videos.completeIndexing(video.id, {
      modelHash: this.#model.info.hash,
      moments,
      ratePerSecond: this.#request.ratePerSecond,
      fingerprint: { sizeBytes: video.sizeBytes, modifiedMs: video.modifiedMs },
    });
    if (outcome === 'stale') {
      this.#fail(video, { code: 'conflict', reason: 'The file changed while it was read.' });
      return;
    }
    if (outcome === 'done') {
      this.#tally.indexed({ moments: moments.length, hasPicture: open.hasPicture, hasSound: open.hasSound });
    }
    this.#leave(video);
  }

  #fail(video: Video, failure: { code: string; reason: string }): void {
    const { code, reason } = failure;
    this.#library.store.videos.fail(video.id, { code, reason });
    this.#tally.failed(videoFile(this.#library.store, video), { code, reason });
    this.#leave(video);
  }

  #leave(video: Video): void {
    this.#open = null;
    this.#bytesDone += video.sizeBytes;
    this.#context.emit('videos-changed', { videos: [video.id] });
    this.#report(video, 0);
  }

  #report(video: Video, share: number): void {
    const done = this.#bytesDone + share * video.sizeBytes;
    this.#control.report(this.#bytesAll ? Math.min(1, done / this.#bytesAll) : 1, video.path);
  }
}
