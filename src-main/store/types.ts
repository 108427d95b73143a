import type { AnnotationRepository, HistoryRepository, LabelRepository } from './annotation-types.ts';
import type { EvaluationRepository, JobRepository, RunRepository } from './work-types.ts';

/** The SQLite file of one library. Every call is synchronous; several processes may hold one store each. */
export interface Store {
  /** The library's folder, absolute. */
  readonly folder: string;
  /** `library.sqlite` in that folder. */
  readonly file: string;
  /** True where nothing can be written: every change throws `not-allowed`. */
  readonly readOnly: boolean;
  readonly sources: SourceRepository;
  readonly videos: VideoRepository;
  readonly moments: MomentRepository;
  readonly embeddings: EmbeddingRepository;
  readonly jobs: JobRepository;
  readonly settings: SettingRepository;
  readonly labels: LabelRepository;
  readonly annotations: AnnotationRepository;
  readonly history: HistoryRepository;
  readonly runs: RunRepository;
  readonly evaluations: EvaluationRepository;
  /** Removals of sources and videos that can be taken back. */
  readonly undo: UndoRepository;
  /**
   * Runs `work` in one write transaction (BEGIN IMMEDIATE; nested calls join it). All of it lands or,
   * when it throws, nothing. Keep it short: other processes wait for it, up to 10 s.
   */
  transaction<T>(work: () => T): T;
  /** A number that changes whenever *another* process has committed; for noticing its changes cheaply. */
  dataVersion(): number;
  /** What SQLite finds damaged, and rows that point nowhere; empty when all is well. Reads the whole file. */
  check(): string[];
  close(): void;
  [Symbol.dispose](): void;
}

/** A folder of videos that the library watches. */
export interface Source {
  readonly id: number;
  /** Absolute, as the system writes it. */
  readonly folder: string;
  /** False while the folder, or the drive that holds it, cannot be reached. */
  readonly online: boolean;
  readonly addedAt: string;
  readonly lastScanAt: string | null;
}

export interface SourceRepository {
  /** The sources that are not removed, in the order in which they were added. */
  list(): Source[];
  /** @throws StoreError `not-found` */
  get(id: number): Source;
  /** A removed source of the same folder comes back with all its videos. */
  add(folder: string): Source;
  /** Points the source to another folder that holds the same files. */
  relink(id: number, folder: string): Source;
  /** Marks the source, and with it its videos, as reachable or not; nothing is discarded. */
  setOnline(id: number, online: boolean): void;
  markScanned(id: number): void;
  /** How many videos each source has. */
  videoCounts(): Map<number, number>;
}

/** What has been done for a video: `indexing` needs a running job, `offline` covers missing files too. */
export type VideoState = 'waiting' | 'indexing' | 'indexed' | 'failed' | 'offline';

/** Whether the file is there: `missing` is gone from a folder that is there, `offline` is in a folder that is not. */
export type Presence = 'present' | 'missing' | 'offline';

/** What identifies a file's content without reading all of it. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** Milliseconds since 1970; fractions are kept. */
  readonly modifiedMs: number;
  /** SHA-256, hexadecimal, of the size and of the first, middle and last 64 KiB; null until computed. */
  readonly contentHash: string | null;
}

export interface Failure {
  readonly code: string;
  readonly reason: string;
}

export interface Video extends Fingerprint {
  readonly id: number;
  readonly sourceId: number;
  /** Relative to the source, `/` between folders. Bytes that are not UTF-8 read as `\xHH` here. */
  readonly path: string;
  /** The exact bytes of the path when they are not UTF-8, else null. */
  readonly pathBytes: Uint8Array | null;
  /** The last part of the path. */
  readonly name: string;
  readonly state: VideoState;
  readonly presence: Presence;
  readonly durationSeconds: number;
  /** Null until probed. */
  readonly hasPicture: boolean | null;
  readonly hasSound: boolean | null;
  readonly playable: boolean | null;
  /** Number of moments, over all models. */
  readonly moments: number;
  readonly addedAt: string;
  readonly failure: Failure | null;
  /** True for rows that only scans see: the person took the video out of the library. */
  readonly removed: boolean;
}

/** A file as a walk found it. */
export interface FoundFile extends Fingerprint {
  readonly path: string;
  readonly pathBytes?: Uint8Array | null;
}

/** What the probe of a video found; `probe` is kept as JSON as it is. */
export interface ProbeRecord {
  readonly probe: unknown;
  readonly durationSeconds: number;
  readonly hasPicture: boolean;
  readonly hasSound: boolean;
  readonly playable: boolean;
}

/** One moment of a video with its vectors; a video without sound, or without picture, leaves one out. */
export interface IndexedMoment {
  /** Presentation time of the frame, or centre of the sound, in seconds. */
  readonly at: number;
  readonly frame?: Float32Array;
  readonly sound?: Float32Array;
}

export interface IndexingResult {
  readonly modelHash: string;
  readonly moments: readonly IndexedMoment[];
  /** The rate the moments were taken at, 1 when left out; another rate later means indexing again. */
  readonly ratePerSecond?: number;
  /** When given, and the file on record is another by now, nothing is written and `stale` is the outcome. */
  readonly fingerprint?: { readonly sizeBytes: number; readonly modifiedMs: number };
}

/** `stale`: the file changed meanwhile; `gone`: the video was removed meanwhile. Both write nothing. */
export type IndexingOutcome = 'done' | 'stale' | 'gone';

export type VideoSort = 'name' | 'added' | 'duration' | 'state';
export type VideoFilter = 'all' | 'indexed' | 'waiting' | 'trouble' | 'offline' | 'no-sound' | 'no-picture';

export interface VideoQuery {
  /** Words that must all be in the path; case and accents do not matter. */
  readonly search?: string;
  readonly sort?: VideoSort;
  readonly descending?: boolean;
  readonly filter?: VideoFilter;
  readonly offset?: number;
  readonly limit?: number;
}

/** The library in numbers; removed videos do not count. */
export interface VideoTotals {
  readonly total: number;
  readonly indexed: number;
  /** `indexing` included. */
  readonly waiting: number;
  readonly failed: number;
  readonly offline: number;
  readonly withoutAudio: number;
  readonly withoutVideo: number;
  readonly durationSeconds: number;
}

/** Which videos that failed before are tried again. */
export interface FailureRetry {
  /** All of them; otherwise those whose failure is not settled. */
  readonly all: boolean;
  /** The programs of this attempt; null when they are unknown. */
  readonly tools: string | null;
}

export interface VideoRepository {
  /** @throws StoreError `not-found`, for removed videos too */
  get(id: number): Video;
  /** The video at a path; one that is missing only when no other is there. */
  find(sourceId: number, path: string): Video | null;
  /** All videos of that content, removed ones included. */
  ofContent(contentHash: string): Video[];
  list(query: VideoQuery): { total: number; items: Video[] };
  /** Every video of a source, in order of path; `removed` ones only when asked for. */
  ofSource(sourceId: number, options?: { removed?: boolean }): Video[];
  totals(): VideoTotals;
  /** What `saveProbe` kept, or null. */
  probe(id: number): unknown;
  add(sourceId: number, file: FoundFile): Video;
  /** The same content under a new path (or source): the video keeps its id and all that hangs on it. */
  relocate(id: number, sourceId: number, file: FoundFile): void;
  /** Other content under the same path: moments and probe go, annotations stay, the video waits again. */
  replaceContent(id: number, file: FoundFile): void;
  /** Size and time as the file system tells them now, the content being the same. */
  refreshFingerprint(id: number, fingerprint: Fingerprint): void;
  setPresence(ids: readonly number[], presence: Presence): void;
  saveProbe(id: number, record: ProbeRecord): void;
  /**
   * Present videos that still need this model at this rate, in order of path. Of those that failed before, the ones
   * that `retry` asks for; none without it. A failure is settled when it lies in the content (not in a drive, a
   * permission or a program) and the same programs found the same in the same content twice.
   */
  waitingFor(
    modelHash: string,
    ratePerSecond: number,
    sourceIds?: readonly number[],
    retry?: FailureRetry,
  ): Video[];
  /** Marks the video as being indexed by a running job; ends by itself when the job stops running. */
  beginIndexing(id: number, jobId: string): void;
  /**
   * Writes all moments and vectors of one video for one model, in one transaction: what an earlier or
   * interrupted attempt left for that model is replaced, so nothing is ever doubled.
   */
  completeIndexing(id: number, result: IndexingResult): IndexingOutcome;
  /** The video has trouble; earlier results stay. `tools` names the programs that found it, with their versions. */
  fail(id: number, failure: Failure, tools?: string | null): void;
  /** Puts a failed video back in the queue. */
  retry(id: number): void;
}

export interface Moment {
  readonly id: number;
  readonly videoId: number;
  readonly at: number;
}

export interface MomentRepository {
  count(): number;
  get(id: number): Moment;
  ofVideo(videoId: number): Moment[];
  /** The moment of a video that is nearest in time, or null when it has none. */
  nearest(videoId: number, at: number): Moment | null;
}

export type Modality = 'frame' | 'sound';

/** All vectors of one model and modality, row by row, in order of moment. */
export interface LoadedEmbeddings {
  readonly momentIds: Int32Array;
  readonly videoIds: Int32Array;
  readonly at: Float64Array;
  /** [rows, dimensions], row-major. */
  readonly vectors: Float32Array;
  /** 0 when there are none. */
  readonly dimensions: number;
}

export interface StoredModel {
  readonly hash: string;
  readonly videos: number;
  readonly vectors: number;
  readonly bytes: number;
}

export interface EmbeddingRepository {
  load(modelHash: string, modality: Modality): LoadedEmbeddings;
  loadVideo(modelHash: string, modality: Modality, videoId: number): LoadedEmbeddings;
  /** One vector, or null. */
  get(modelHash: string, modality: Modality, momentId: number): Float32Array | null;
  /** Grows with every change of a model's vectors, by any process; 0 for a model without vectors. */
  revision(modelHash: string): number;
  models(): StoredModel[];
  /** Drops a model's vectors and the moments that no other model uses. */
  deleteModel(modelHash: string): void;
}

export interface SettingRepository {
  /** The JSON value kept under a key, or undefined. */
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  delete(key: string): void;
  all(): Record<string, unknown>;
}

export interface UndoRepository {
  /** Hides a source with its videos; the token takes it back. */
  removeSource(id: number): string;
  /** Hides videos, also from later scans; the token takes them back. */
  removeVideos(ids: readonly number[]): string;
  /** @throws StoreError `not-found` when the token is unknown, used up or purged. */
  apply(token: string): { sources: number[]; videos: number[] };
  /** Discards for good what was removed before the given time; removed videos stay hidden from scans. */
  purge(before: Date): void;
}
