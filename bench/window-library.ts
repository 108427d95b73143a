import { linkSync, mkdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findTools, playableInBrowser, probe, thumbnail } from '../src-main/media/index.ts';
import { cacheFolder, mostBytes, openDiskCache } from '../src-main/services/caches/index.ts';
import { openStore } from '../src-main/store/index.ts';
import { makeVideos } from './made-videos.ts';

const seconds = 20;
/** So many films there really are; the rest of the library are further names of them. */
const originals = 8;

export interface MadeLibrary {
  /** The library's own folder. */
  readonly folder: string;
  readonly videos: number;
  readonly moments: number;
  remove(): Promise<void>;
}

/**
 * A library as indexing leaves it, without the hour of indexing: videos of 20 s at 1280x720 with a keyframe every two
 * seconds, a moment a second, and vectors of random directions. Nothing is cached yet: no thumbnail, no waveform.
 * @param modelHash of the model for neighbours
 * @param options.moments of a video; one a second unless told otherwise
 * @param options.size of the pictures, which cost minutes to make where only thumbnails are looked at
 */
export async function makeLibrary(
  count: number,
  modelHash: string,
  options: { moments?: number; size?: string } = {},
): Promise<MadeLibrary> {
  const { moments = seconds, size = '1280x720' } = options;
  const made = await makeVideos(originals, { seconds, size, keyframeSeconds: 2 });
  const root = dirname(made.paths[0]!);
  const names = join(root, 'names');
  mkdirSync(names);
  const tools = await findTools();
  const probes = await Promise.all(made.paths.map((path) => probe(tools, path)));
  const store = openStore(join(root, 'library'));
  const random = makeRandom();
  store.transaction(() => {
    const source = store.sources.add(names);
    for (let number = 0; number < count; number++) {
      const original = number % originals;
      const path = nameOf(number);
      linkSync(made.paths[original]!, join(names, path));
      const file = statSync(join(names, path));
      const found = probes[original]!;
      const video = store.videos.add(source.id, {
        path,
        sizeBytes: file.size,
        modifiedMs: file.mtimeMs,
        // Another one for each name, or the library would take them for copies of one video.
        contentHash: number.toString(16).padStart(64, '0'),
      });
      store.videos.saveProbe(video.id, {
        probe: found,
        durationSeconds: found.durationSeconds,
        hasPicture: found.picture !== null,
        hasSound: found.sounds.length > 0,
        playable: playableInBrowser(found),
      });
      store.videos.completeIndexing(video.id, {
        modelHash,
        moments: Array.from({ length: moments }, (_, second) => ({
          at: second + 0.5,
          frame: direction(random),
          sound: direction(random),
        })),
      });
    }
    store.sources.markScanned(source.id);
  });
  store.close();
  return {
    folder: join(root, 'library'),
    videos: count,
    moments: count * moments,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/**
 * Puts the thumbnails of all videos of a made library into its cache: those of the films there really are, under the
 * names of the cache for the others. Gives the folder they lie in.
 */
export async function keepThumbnails({ folder, videos }: MadeLibrary): Promise<string> {
  const names = join(dirname(folder), 'names');
  const tools = await findTools();
  const pictures = await Promise.all(
    Array.from({ length: originals }, async (_, number) => {
      const path = join(names, nameOf(number));
      return (await thumbnail(tools, path, await probe(tools, path), { width: 320 })).bytes;
    }),
  );
  const pictureFolder = cacheFolder(folder, 'pictures');
  const cache = openDiskCache(pictureFolder, mostBytes.pictures);
  for (let number = 0; number < videos; number++) {
    const path = join(names, nameOf(number));
    const { size, mtimeMs } = statSync(path);
    const key = `thumbnail\0${path}\0${size}\0${mtimeMs}`;
    await cache.get(key, async () => pictures[number % originals]!);
  }
  return pictureFolder;
}

function nameOf(number: number): string {
  return `${String(number).padStart(4, '0')}.mp4`;
}

/** [128] of length 1. */
function direction(random: () => number): Float32Array {
  const vector = Float32Array.from({ length: 128 }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The same numbers in every run, 0…1. */
function makeRandom(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
