import { linkSync, mkdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findTools, playableInBrowser, probe } from '../src-main/media/index.ts';
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
 */
export async function makeLibrary(count: number, modelHash: string): Promise<MadeLibrary> {
  const made = await makeVideos(originals, { seconds, size: '1280x720', keyframeSeconds: 2 });
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
      const path = `${String(number).padStart(4, '0')}.mp4`;
      linkSync(made.paths[original]!, join(names, path));
      const { size, mtimeMs } = statSync(join(names, path));
      const found = probes[original]!;
      const video = store.videos.add(source.id, {
        path,
        sizeBytes: size,
        modifiedMs: mtimeMs,
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
        moments: Array.from({ length: seconds }, (_, second) => ({
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
    moments: count * seconds,
    remove: () => rm(root, { recursive: true, force: true }),
  };
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
