import { type Probe, pictureTimes, type Tools } from '../../media/index.ts';
import type { Store, Video } from '../../store/index.ts';
import { neutralVideo, type VideoNames, videoNames } from '../annotations/index.ts';
import type { NeutralVideo } from '../annotations/types.ts';
import { constantClock, type FrameClock, variableClock } from './frame-clock.ts';
import type { VideoReference } from './types.ts';

/**
 * The videos of a library as formats see them. Formats are plain functions, yet exact frame times must be read from
 * the files first: a format is run once with clocks by the average rate, which tells which clocks it looks at, and
 * again when those have been read.
 */
export interface LibraryVideos {
  readonly references: readonly VideoReference[];
  idOf(name: string): number | undefined;
  byId(id: number): VideoReference | undefined;
  /** Runs `format` with exact clocks for all videos whose clocks it looks at. */
  withExactClocks<Result>(format: () => Result, reading: ClockReading): Promise<Result>;
}

/** What reading frame times needs. */
export interface ClockReading {
  tools(): Promise<Tools>;
  readonly signal: AbortSignal;
  /** Called before each file that is read. */
  report?(video: string): void;
  gate?(): Promise<void>;
}

/** The videos of the library, or those of the ids given, under the names that files outside use. */
export function libraryVideos(store: Store, ids?: ReadonlySet<number>): LibraryVideos {
  const names: VideoNames = videoNames(store);
  const videos = store.videos.list({}).items.filter((video) => !ids || ids.has(video.id));
  const looked = new Set<LazyReference>();
  const references = videos.map(
    (video) => new LazyReference(store, video, names.nameOf(video.id) ?? video.path, looked),
  );
  const byName = new Map(references.map((reference) => [reference.video, reference]));
  const byId = new Map(references.map((reference) => [reference.id, reference]));
  return {
    references,
    idOf: (name) => byName.get(name)?.id,
    byId: (id) => byId.get(id),
    async withExactClocks(format, reading) {
      let result = format();
      // A second run may look at further clocks only if the first ones changed its way; it settles at once.
      for (let run = 0; looked.size > 0 && run < 4; run += 1) {
        const wanted = [...looked];
        looked.clear();
        for (const reference of wanted) await reference.readClock(reading);
        result = format();
      }
      return result;
    },
  };
}

/** A video whose details are looked up when asked for, and which notes that its clock was asked for. */
class LazyReference implements VideoReference {
  readonly id: number;
  readonly video: string;
  readonly durationSeconds: number;
  readonly #store: Store;
  readonly #record: Video;
  readonly #looked: Set<LazyReference>;
  #details: NeutralVideo | null = null;
  #clock: FrameClock | null | undefined;
  #exact = false;

  constructor(store: Store, record: Video, name: string, looked: Set<LazyReference>) {
    this.id = record.id;
    this.video = name;
    this.durationSeconds = record.durationSeconds;
    this.#store = store;
    this.#record = record;
    this.#looked = looked;
  }

  get absolutePath(): string {
    return this.#neutral().absolutePath;
  }
  get displayWidth(): number | null {
    return this.#neutral().displayWidth;
  }
  get displayHeight(): number | null {
    return this.#neutral().displayHeight;
  }
  get framesPerSecond(): number | null {
    return this.#neutral().framesPerSecond;
  }
  get variableFrameRate(): boolean {
    return this.#neutral().variableFrameRate;
  }

  get clock(): FrameClock | null {
    const rate = this.framesPerSecond;
    if (!rate) return null;
    if (!this.#exact) this.#looked.add(this);
    if (this.#clock === undefined) {
      const start = (this.#store.videos.probe(this.id) as Probe | null)?.picture?.startSeconds ?? 0;
      this.#clock = constantClock(rate, this.durationSeconds, Math.max(0, start));
    }
    return this.#clock;
  }

  /** Reads the times of all frames; a file that is out of reach, or does not tell them, keeps its average rate. */
  async readClock({ tools, signal, report, gate }: ClockReading): Promise<void> {
    this.#exact = true;
    const probe = this.#store.videos.probe(this.id) as Probe | null;
    if (!probe?.picture || this.#record.presence !== 'present') return;
    report?.(this.video);
    await gate?.();
    const times = await pictureTimes(await tools(), this.absolutePath, probe, { signal }).catch((error) => {
      if (signal.aborted) throw error;
      return null;
    });
    if (times && isWhole(times, probe)) this.#clock = variableClock(times, this.durationSeconds);
  }

  #neutral(): NeutralVideo {
    this.#details ??= neutralVideo(this.#store, this.#record, this.video);
    return this.#details;
  }
}

/** Interlaced pictures may come as two packets each, damaged files as few: neither are frames as people count them. */
function isWhole(times: Float64Array, probe: Probe): boolean {
  const rate = probe.picture?.framesPerSecond ?? 0;
  const first = times[0] ?? 0;
  const expected = rate * ((probe.picture?.endSeconds ?? probe.durationSeconds) - first);
  return probe.picture?.variableFrameRate || Math.abs(times.length - expected) <= Math.max(2, expected * 0.2);
}
