import { type Probe, pictureTimes, type Tools } from '../../media/index.ts';
import type { Store, Video } from '../../store/index.ts';
import { neutralVideo } from '../annotations/index.ts';
import type { NeutralVideo } from '../annotations/types.ts';
import { videoNames } from '../libraries/video-names.ts';
import { constantClock, type FrameClock, variableClock } from './frame-clock.ts';
import type { VideoReference } from './types.ts';

/**
 * The videos of a library as formats see them. Formats are plain functions, yet sizes and exact frame times must be
 * read from the files first: a format is run once with what the library knows, which tells what it looks at, and
 * again when that has been read.
 */
export interface LibraryVideos {
  readonly references: readonly VideoReference[];
  idOf(name: string): number | undefined;
  byId(id: number): VideoReference | undefined;
  /** Runs `format` with exact details of all videos that it looks at; throws what its last run throws. */
  withExactDetails<Result>(format: () => Result, reading: VideoReading): Promise<Result>;
}

/** What reading from the files needs. */
export interface VideoReading {
  tools(): Promise<Tools>;
  /** The file of a video, probed and kept if it has not been. */
  file(videoId: number): Promise<{ path: string; probe: Probe }>;
  readonly signal: AbortSignal;
  /** Called before each file that is read. */
  report?(video: string): void;
  gate?(): Promise<void>;
}

/** Enough for a format that looks at more videos once it knows more of the first ones. */
const mostRuns = 4;

/** The videos of the library, or those of the ids given, under the names that files outside use. */
export function libraryVideos(store: Store, ids?: ReadonlySet<number>): LibraryVideos {
  const names = videoNames(store);
  const looked = new Set<LazyReference>();
  const references = store.videos
    .list({})
    .items.filter((video) => !ids || ids.has(video.id))
    .map((video) => new LazyReference(store, video, names.nameOf(video.id) ?? video.path, looked));
  const byName = new Map(references.map((reference) => [reference.video, reference]));
  const byId = new Map(references.map((reference) => [reference.id, reference]));
  return {
    references,
    idOf: (name) => byName.get(name)?.id,
    byId: (id) => byId.get(id),
    async withExactDetails(format, reading) {
      for (let run = 1; run < mostRuns; run += 1) {
        const attempt = attemptOf(format);
        if (looked.size === 0) return attempt();
        const wanted = [...looked];
        looked.clear();
        for (const reference of wanted) await reference.read(reading);
      }
      return format();
    },
  };
}

/** The result or the error of a first run, for when it turns out to be the last. */
function attemptOf<Result>(format: () => Result): () => Result {
  try {
    const result = format();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** A video whose details are looked up when asked for, and which notes when they are not exact yet. */
class LazyReference implements VideoReference {
  readonly id: number;
  readonly video: string;
  readonly #store: Store;
  readonly #record: Video;
  readonly #looked: Set<LazyReference>;
  #details: NeutralVideo | null = null;
  #kept: Probe | null = null;
  #clock: FrameClock | null | undefined;
  #read = false;

  constructor(store: Store, record: Video, name: string, looked: Set<LazyReference>) {
    this.id = record.id;
    this.video = name;
    this.#store = store;
    this.#record = record;
    this.#looked = looked;
  }

  get absolutePath(): string {
    return this.#known().absolutePath;
  }
  get durationSeconds(): number {
    return this.#probed().durationSeconds;
  }
  get displayWidth(): number | null {
    return this.#probed().displayWidth;
  }
  get displayHeight(): number | null {
    return this.#probed().displayHeight;
  }
  get framesPerSecond(): number | null {
    return this.#probed().framesPerSecond;
  }
  get variableFrameRate(): boolean {
    return this.#probed().variableFrameRate;
  }

  get clock(): FrameClock | null {
    const rate = this.framesPerSecond;
    if (!rate) return null;
    if (!this.#read) this.#looked.add(this);
    const start = this.#probe()?.picture?.startSeconds ?? 0;
    this.#clock ??= constantClock(rate, this.durationSeconds, Math.max(0, start));
    return this.#clock;
  }

  /** Reads size and frame times; a file that is out of reach, or does not tell them, stays with what is known. */
  async read({ tools, file, signal, report, gate }: VideoReading): Promise<void> {
    this.#read = true;
    this.#details = null;
    this.#kept = null;
    this.#clock = undefined;
    if (this.#record.presence !== 'present') return;
    report?.(this.video);
    await gate?.();
    try {
      const found = await file(this.id);
      const times = await frameTimesOf(await tools(), found, signal);
      if (times) this.#clock = variableClock(times, found.probe.durationSeconds);
    } catch (error) {
      if (signal.aborted) throw error;
    }
  }

  #known(): NeutralVideo {
    this.#details ??= neutralVideo(this.#store, this.#store.videos.get(this.id), this.video);
    return this.#details;
  }

  /** A video that was found but never opened is to be opened now. */
  #probed(): NeutralVideo {
    if (!this.#read && this.#probe() === null) this.#looked.add(this);
    return this.#known();
  }

  #probe(): Probe | null {
    // Kept: formats ask for a video's clock once a box.
    this.#kept ??= this.#store.videos.probe(this.id) as Probe | null;
    return this.#kept;
  }
}

/** When each frame of a video is shown; null where the file does not tell it as people count frames. */
export async function frameTimesOf(
  tools: Tools,
  { path, probe }: { path: string; probe: Probe },
  signal: AbortSignal,
): Promise<Float64Array | null> {
  const times = await pictureTimes(tools, path, probe, { signal });
  return times && isWhole(times, probe) ? times : null;
}

/** Interlaced pictures may come as two packets each, damaged files as few: neither are frames as people count them. */
function isWhole(times: Float64Array, probe: Probe): boolean {
  const rate = probe.picture?.framesPerSecond ?? 0;
  const expected = rate * ((probe.picture?.endSeconds ?? probe.durationSeconds) - (times[0] ?? 0));
  return (
    probe.picture?.variableFrameRate === true ||
    Math.abs(times.length - expected) <= Math.max(2, expected * 0.2)
  );
}
