import type { EvaluationResult } from '../../contract/evaluation.ts';
import type { VideoLabels } from '../../evaluation/index.ts';
import { type Crop, centreCrop } from '../../media/index.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { heatmapSide } from '../heatmaps/heatmap-maker.ts';
import { isBlank, isSilent } from '../indexing/decode-video.ts';
import type { JobControl } from '../jobs/index.ts';
import { type EmbeddingModel, frameBytes, soundSamples } from '../models/index.ts';
import { fileOfPath, fileOfVideo } from '../moments/index.ts';
import type { ChosenMoment, Purpose } from './choose-moments.ts';
import type { LabelledVideo } from './labelled-videos.ts';
import { type ReadMoment, readMoments } from './read-moments.ts';

/** A moment with its vectors. */
export interface MeasuredMoment {
  readonly video: LabelledVideo;
  readonly at: number;
  readonly purposes: readonly Purpose[];
  /** The centre crop of the video's picture. */
  readonly crop: Crop;
  readonly frame: Float32Array;
  readonly sound: Float32Array;
  /** AVOL-Net's grid [196, d]; null for the other networks. */
  readonly grid: Float32Array | null;
}

/** The networks that embed: one model, or the frames' and the sounds' halves of two. */
export interface Embedders {
  readonly frames: EmbeddingModel;
  readonly sounds: EmbeddingModel;
}

/** Which moments of a video to decode. */
export type MomentChoice = (entry: VideoLabels, durationSeconds: number) => readonly ChosenMoment[];

type Failures = EvaluationResult['details']['failures'];

/** Moments embedded in one run of the engine. */
const batchSize = 8;
/** Videos decoded ahead of the one that is embedded. */
const videosAhead = 2;

interface Waiting extends Omit<MeasuredMoment, 'frame' | 'sound' | 'grid'> {
  readonly pixels: Uint8Array;
  readonly samples: Float32Array;
}

/**
 * Decodes and embeds the chosen moments of all videos. Moments without picture or sound are left out (digital
 * silence only where silence is what is measured); files that cannot be read are listed.
 */
export async function collectMoments(
  context: ServiceContext,
  videos: readonly LabelledVideo[],
  embedders: Embedders,
  choose: MomentChoice,
  control: Pick<JobControl, 'signal' | 'report' | 'gate'>,
  failures: Failures,
): Promise<MeasuredMoment[]> {
  const measured: MeasuredMoment[] = [];
  let waiting: Waiting[] = [];
  const ahead: Promise<Waiting[]>[] = [];
  for (let index = 0; index < videos.length + videosAhead; index++) {
    const next = videos[index];
    if (next) ahead.push(decodeVideo(context, next, choose, control.signal, failures));
    if (index < videosAhead) continue;
    await control.gate();
    waiting.push(...((await ahead.shift()) ?? []));
    while (waiting.length >= batchSize) {
      measured.push(...(await embed(waiting.slice(0, batchSize), embedders)));
      waiting = waiting.slice(batchSize);
    }
    const done = index - videosAhead + 1;
    control.report((0.95 * done) / videos.length, `${done} of ${videos.length} videos`);
  }
  if (waiting.length > 0) measured.push(...(await embed(waiting, embedders)));
  return measured;
}

async function decodeVideo(
  context: ServiceContext,
  video: LabelledVideo,
  choose: MomentChoice,
  signal: AbortSignal,
  failures: Failures,
): Promise<Waiting[]> {
  try {
    const file =
      video.videoId === null
        ? await fileOfPath(context, video.path, signal)
        : await fileOfVideo(context, video.videoId, signal);
    const { picture } = file.probe;
    if (!picture) return [];
    const chosen = choose(video.entry, file.probe.durationSeconds);
    const tools = await context.tools(signal);
    const times = chosen.map(({ at }) => at);
    const read = await readMoments(tools, file, times, signal);
    const crop = centreCrop(picture);
    return read.flatMap((moment) => {
      const purposes = chosen.find(({ at }) => at === moment.at)?.purposes ?? [];
      const usable = usableMoment(moment, purposes);
      return usable ? [{ video, at: moment.at, purposes, crop, ...usable }] : [];
    });
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toEarsightError(thrown);
    failures.push({ path: video.path, code, reason: message });
    return [];
  }
}

function usableMoment(
  { frame, sound }: ReadMoment,
  purposes: readonly Purpose[],
): Pick<Waiting, 'pixels' | 'samples'> | null {
  if (!frame || !sound || isBlank(frame)) return null;
  if (isSilent(sound) && !purposes.includes('silence')) return null;
  return { pixels: frame, samples: sound };
}

async function embed(batch: readonly Waiting[], { frames, sounds }: Embedders): Promise<MeasuredMoment[]> {
  const count = batch.length;
  const rgb = new Uint8Array(count * frameBytes);
  const samples = new Float32Array(count * soundSamples);
  for (const [row, moment] of batch.entries()) {
    rgb.set(moment.pixels, row * frameBytes);
    samples.set(moment.samples, row * soundSamples);
  }
  const soundVectors = await sounds.embedSounds(samples, count);
  const grids = frames.frameGrid ? await frames.frameGrid(rgb, count) : null;
  const frameVectors = grids ? meanOfCells(grids, count) : await frames.embedFrames(rgb, count);
  const row = (vectors: Float32Array, index: number): Float32Array =>
    vectors.slice((index * vectors.length) / count, ((index + 1) * vectors.length) / count);
  return batch.map(({ pixels: _pixels, samples: _samples, ...moment }, index) => ({
    ...moment,
    frame: row(frameVectors, index),
    sound: row(soundVectors, index),
    grid: grids && row(grids, index),
  }));
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
