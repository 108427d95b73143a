import { createHash } from 'node:crypto';
import { EarsightError } from '../../contract/errors.ts';
import type { Heatmap } from '../../contract/moments.ts';
import { type Crop, centreCrop } from '../../media/index.ts';
import type { CellScores } from '../../networks/index.ts';
import { isSilent } from '../indexing/decode-video.ts';
import type { EmbeddingModel } from '../models/embedding-model.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import { type MomentReader, makeLeastRecentCache, type VideoFile } from '../moments/index.ts';

/** Rows and columns of a heatmap (Objects that Sound, §4). */
export const heatmapSide = 14;

/** A model that can say where in a picture a sound is. */
export type LocatingModel = EmbeddingModel & Required<Pick<EmbeddingModel, 'frameGrid' | 'heatmap'>>;

/** The frame of a heatmap: of a file at a time; `pixels` when the caller holds the crop already. */
export interface HeatmapFrame {
  readonly file: VideoFile;
  readonly at: number;
  readonly pixels?: Uint8Array | undefined;
}

/** The sound of a heatmap: of a file at a time, or [48000] samples under a name that tells them apart. */
export type HeatmapSound =
  | { readonly file: VideoFile; readonly at: number }
  | { readonly name: string; readonly samples: Float32Array };

/** In place of a vector: there is nothing to hear. */
export const noSound = new Float32Array(0);

/** Computes heatmaps and keeps what neighbouring requests need again. */
export interface HeatmapMaker {
  make(
    shelved: ShelvedModel,
    frame: HeatmapFrame,
    sound: HeatmapSound,
    signal?: AbortSignal,
  ): Promise<Heatmap>;
}

/** 256 grids of 100 kB. */
const keptGrids = 256;
const keptSounds = 4096;

/** Heatmaps for one process. */
export function makeHeatmapMaker(reader: MomentReader): HeatmapMaker {
  const grids = makeLeastRecentCache<Float32Array>(keptGrids);
  const sounds = makeLeastRecentCache<Float32Array>(keptSounds);

  async function gridOf(shelved: ShelvedModel, frame: HeatmapFrame, signal?: AbortSignal) {
    const { key, pixels } = frame.pixels
      ? { key: createHash('sha1').update(frame.pixels).digest('hex'), pixels: frame.pixels }
      : await reader.frame(frame.file, frame.at, signal);
    return remember(
      grids,
      `${shelved.info.hash} ${key}`,
      () => locating(shelved).frameGrid(pixels, 1),
      signal,
    );
  }

  async function vectorOf(shelved: ShelvedModel, sound: HeatmapSound, signal?: AbortSignal) {
    const { key, samples } =
      'samples' in sound
        ? { key: sound.name, samples: sound.samples }
        : await reader.sound(sound.file, sound.at, signal);
    if (isSilent(samples)) return noSound;
    return remember(
      sounds,
      `${shelved.info.hash} ${key}`,
      () => shelved.network.embedSounds(samples, 1),
      signal,
    );
  }

  return {
    async make(shelved, frame, sound, signal) {
      const startedAt = performance.now();
      const network = locating(shelved);
      const { picture } = frame.file.probe;
      if (!picture) throw new EarsightError('no-picture', `${frame.file.path} has no moving picture.`);
      // Both wait for ffmpeg first: side by side, a request at a new place takes as long as the slower of them.
      const [grid, vector] = await Promise.all([
        gridOf(shelved, frame, signal),
        vectorOf(shelved, sound, signal),
      ]);
      const { values, score } = locate(network, grid, vector);
      return {
        rows: heatmapSide,
        columns: heatmapSide,
        values: Array.from(values),
        peak: { ...peakOf(values, centreCrop(picture)), score },
        score,
        at: frame.at,
        model: shelved.info.name,
        untrained: shelved.info.untrained,
        milliseconds: performance.now() - startedAt,
      };
    },
  };
}

/**
 * The scores of a grid's cells. Nothing in a picture makes silence, whatever a network that never learnt from it
 * (silent seconds are left out of training) would answer: its map is zero everywhere.
 * @param sound a sound's vector, or an empty one for silence.
 */
export function locate(network: LocatingModel, grid: Float32Array, sound: Float32Array): CellScores {
  return sound.length > 0
    ? network.heatmap(grid, sound)
    : { values: new Float32Array(heatmapSide * heatmapSide), score: 0 };
}

/** A signal that was aborted while ffmpeg ran spares the engine's time too: the request is stale by then. */
async function remember(
  cache: { get(key: string): Float32Array | undefined; set(key: string, value: Float32Array): void },
  key: string,
  compute: () => Promise<Float32Array>,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const kept = cache.get(key);
  if (kept) return kept;
  signal?.throwIfAborted();
  const value = await compute();
  cache.set(key, value);
  return value;
}

/** The model's network, or `invalid-input` when it cannot locate. */
export function locating(shelved: ShelvedModel): LocatingModel {
  const { network } = shelved;
  if (network.frameGrid && network.heatmap) return network as LocatingModel;
  throw new EarsightError(
    'invalid-input',
    `The model ${shelved.info.name} (${shelved.info.network}) makes no heatmaps.`,
    { field: 'model', allowed: 'a model of the network avol' },
  );
}

/** The middle of the largest cell, in 0…1 of the displayed picture from its top left. */
export function peakOf(values: ArrayLike<number>, crop: Crop): { x: number; y: number } {
  let best = 0;
  for (let cell = 1; cell < values.length; cell++) if (values[cell]! > values[best]!) best = cell;
  const column = best % heatmapSide;
  const row = Math.floor(best / heatmapSide);
  return {
    x: crop.x + ((column + 0.5) / heatmapSide) * crop.width,
    y: crop.y + ((row + 0.5) / heatmapSide) * crop.height,
  };
}
