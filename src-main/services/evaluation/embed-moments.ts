import type { Crop } from '../../media/index.ts';
import { heatmapSide } from '../heatmaps/heatmap-maker.ts';
import { type EmbeddingModel, frameBytes, soundSamples } from '../models/index.ts';
import type { Purpose } from './choose-moments.ts';
import type { LabelledVideo } from './labelled-videos.ts';

/** A moment with its vectors. */
export interface MeasuredMoment {
  readonly video: LabelledVideo;
  readonly at: number;
  readonly purposes: readonly Purpose[];
  /** The centre crop of the video's picture. */
  readonly crop: Crop;
  /** Empty when the network has no half for frames, or for sounds. */
  readonly frame: Float32Array;
  readonly sound: Float32Array;
  /** AVOL-Net's grid [196, d]; null for the other networks. */
  readonly grid: Float32Array | null;
}

/** The networks that embed: one model, or the frames' and the sounds' halves of two. */
export interface Embedders {
  readonly frames: EmbeddingModel;
  readonly sounds: EmbeddingModel;
  /** Both halves are of one network that gives probabilities; foreign encoders give none. */
  readonly probabilities: boolean;
}

/** Moments embedded in one run of the engine. */
const batchSize = 8;

/** A moment that waits to be embedded: RGB bytes [frames, 224, 224, 3] and samples [48000]. */
export interface DecodedMoment extends Omit<MeasuredMoment, 'frame' | 'sound' | 'grid'> {
  readonly pixels: Uint8Array;
  readonly samples: Float32Array;
}

/** Embeds moments in batches that reach across videos, and tells of each video when all of its moments are done. */
export interface Embedding {
  /** Takes all moments of one video, in order of time. */
  add(moments: readonly DecodedMoment[]): Promise<void>;
  finish(): Promise<void>;
}

/** An embedding by the given networks. */
export function makeEmbedding(
  embedders: Embedders,
  complete: (video: LabelledVideo, moments: readonly MeasuredMoment[]) => void,
): Embedding {
  let waiting: DecodedMoment[] = [];
  let measured: MeasuredMoment[] = [];

  async function embedNext(): Promise<void> {
    measured.push(...(await embed(waiting.slice(0, batchSize), embedders)));
    waiting = waiting.slice(batchSize);
    const unfinished = waiting[0]?.video;
    for (const video of new Set(measured.map((moment) => moment.video))) {
      if (video === unfinished) continue;
      complete(
        video,
        measured.filter((moment) => moment.video === video),
      );
      measured = measured.filter((moment) => moment.video !== video);
    }
  }

  return {
    async add(moments) {
      waiting.push(...moments);
      while (waiting.length >= batchSize) await embedNext();
    },
    async finish() {
      while (waiting.length > 0) await embedNext();
    },
  };
}

async function embed(
  batch: readonly DecodedMoment[],
  { frames, sounds }: Embedders,
): Promise<MeasuredMoment[]> {
  const count = batch.length;
  const momentBytes = frameBytes * (frames.framesPerMoment ?? 1);
  const rgb = new Uint8Array(count * momentBytes);
  const samples = new Float32Array(count * soundSamples);
  for (const [row, moment] of batch.entries()) {
    rgb.set(moment.pixels, row * momentBytes);
    samples.set(moment.samples, row * soundSamples);
  }
  const soundVectors = sounds.hears ? await sounds.embedSounds(samples, count) : new Float32Array(0);
  const grids = frames.frameGrid ? await frames.frameGrid(rgb, count) : null;
  const frameVectors = grids ? meanOfCells(grids, count) : await framesOf(frames, rgb, count);
  const row = (vectors: Float32Array, index: number): Float32Array =>
    vectors.slice((index * vectors.length) / count, ((index + 1) * vectors.length) / count);
  return batch.map(({ pixels: _pixels, samples: _samples, ...moment }, index) => ({
    ...moment,
    frame: row(frameVectors, index),
    sound: row(soundVectors, index),
    grid: grids && row(grids, index),
  }));
}

async function framesOf(model: EmbeddingModel, rgb: Uint8Array, count: number): Promise<Float32Array> {
  return model.sees ? model.embedFrames(rgb, count) : new Float32Array(0);
}

/** AVOL-Net's vector of a whole frame for retrieval: the mean of its cells, [count, 196, size] → [count, size]. */
function meanOfCells(grids: Float32Array, count: number): Float32Array {
  const cells = heatmapSide ** 2;
  const size = grids.length / count / cells;
  const means = new Float32Array(count * size);
  for (let place = 0; place < grids.length; place++) {
    const item = Math.floor(place / (cells * size));
    (means[item * size + (place % size)] as number) += (grids[place] as number) / cells;
  }
  return means;
}
