import { EarsightError } from '../../contract/errors.ts';
import type { OverlayStyle } from '../../contract/overlay.ts';
import {
  centreCrop,
  decodeMoments,
  encodeVideo,
  evenSize,
  type Span,
  type Tools,
  wholePictures,
} from '../../media/index.ts';
import { heatmapSide, type LocatingModel, locate, locating, noSound } from '../heatmaps/heatmap-maker.ts';
import { isSilent } from '../indexing/decode-video.ts';
import { frameBytes, soundSamples } from '../models/embedding-model.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { VideoFile } from '../moments/index.ts';
import { blendHeatmap } from './heatmap-pictures.ts';
import { exportBox } from './write-heatmap.ts';

/** A map and the time it answers for. */
interface TimedMap {
  readonly at: number;
  readonly values: Float32Array;
}

export interface HeatmapVideoOptions {
  readonly span: Span;
  readonly style: OverlayStyle;
  /** The second of sound that every picture is asked for, [48000] float32; each picture's own when left out. */
  readonly sound?: Float32Array | undefined;
  readonly signal: AbortSignal;
  report(share: number): void;
  /** Called between pieces of work; a job stands still here while it is paused. */
  gate?(): Promise<void>;
}

/** At most this many pictures a second: films and most cameras stay as they are, games lose every other. */
const mostFramesPerSecond = 30;
const batchMoments = 8;

/**
 * Writes a span of a video as MP4 with its heatmap over every picture, and its sound. Each picture has the map
 * of its own frame and second of sound, frames independent of each other (Objects that Sound, Fig. 7); within
 * half a second of the ends, where there is no whole second of sound, the nearest map is held. What one hears is the
 * video's own sound, also where its pictures were asked for another. Throws `no-picture`, `no-sound` where there is
 * nothing to ask for, `invalid-input` for a span between two pictures.
 */
export async function writeHeatmapVideo(
  tools: Tools,
  path: string,
  file: VideoFile,
  shelved: ShelvedModel,
  options: HeatmapVideoOptions,
): Promise<void> {
  const { picture } = file.probe;
  if (!picture) throw new EarsightError('no-picture', `${file.path} has no moving picture.`);
  if (!options.sound && !file.probe.sounds.length) {
    throw new EarsightError('no-sound', `${file.path} has no sound.`);
  }
  const framesPerSecond = Math.min(picture.framesPerSecond || 25, mostFramesPerSecond);
  const { fromSeconds, toSeconds } = options.span;
  const size = evenSize(picture, exportBox);
  const crop = centreCrop(picture);
  const maps = mapsOf(tools, file, locating(shelved), framesPerSecond, options);
  async function* frames(): AsyncGenerator<Uint8Array> {
    const nearest = new NearestMap(maps);
    let count = 0;
    const pictures = wholePictures(tools, file.path, file.probe, options.span, {
      ...exportBox,
      framesPerSecond,
      signal: options.signal,
    });
    try {
      for await (const { atSeconds, pixels } of pictures) {
        const map = await nearest.at(atSeconds);
        if (map) blendHeatmap(pixels, size, map.values, crop, options.style);
        options.report(Math.min(1, (atSeconds - fromSeconds) / Math.max(toSeconds - fromSeconds, 0.001)));
        yield pixels;
        count++;
      }
      if (count === 0) throw noPictures(options.span);
    } finally {
      await maps.return(undefined);
    }
  }
  const sound = file.probe.sounds.length ? { sound: { path: file.path, ...options.span } } : {};
  await encodeVideo(tools, path, { ...size, framesPerSecond, ...sound, signal: options.signal }, frames());
}

function noPictures({ fromSeconds, toSeconds }: Span): EarsightError {
  const span = `${fromSeconds} and ${toSeconds} s`;
  return new EarsightError('invalid-input', `No picture of the video lies between ${span}.`, {
    field: 'to',
    allowed: 'a span of several pictures',
  });
}

/** Reads a rising sequence of maps just far enough to know the one nearest to a rising time. */
class NearestMap {
  readonly #maps: AsyncIterator<TimedMap>;
  #before: TimedMap | null = null;
  #after: TimedMap | null = null;
  #over = false;

  constructor(maps: AsyncIterator<TimedMap>) {
    this.#maps = maps;
  }

  async at(time: number): Promise<TimedMap | null> {
    while (!this.#over && (this.#after === null || this.#after.at < time)) {
      const next = await this.#maps.next();
      if (next.done) this.#over = true;
      else {
        this.#before = this.#after ?? next.value;
        this.#after = next.value;
      }
    }
    if (!this.#before || !this.#after) return null;
    return time - this.#before.at < this.#after.at - time ? this.#before : this.#after;
  }
}

async function* mapsOf(
  tools: Tools,
  file: VideoFile,
  model: LocatingModel,
  ratePerSecond: number,
  { span, sound: constant, signal, gate }: HeatmapVideoOptions,
): AsyncGenerator<TimedMap, void> {
  const moments = decodeMoments(tools, file.path, file.probe, {
    ratePerSecond,
    // Half a second more on both sides: the map nearest to a picture may lie there.
    fromSeconds: Math.max(0, span.fromSeconds - 0.5),
    toSeconds: span.toSeconds + 0.5,
    signal,
  });
  let batch: { at: number; frame: Uint8Array; sound: Float32Array }[] = [];
  for await (const { atSeconds, frame, sound } of moments) {
    if (!frame) continue;
    batch.push({ at: atSeconds, frame, sound: constant ?? sound ?? new Float32Array(soundSamples) });
    if (batch.length < batchMoments) continue;
    await gate?.();
    yield* await mapsOfBatch(model, batch);
    batch = [];
  }
  if (batch.length) yield* await mapsOfBatch(model, batch);
}

async function mapsOfBatch(
  model: LocatingModel,
  batch: readonly { at: number; frame: Uint8Array; sound: Float32Array }[],
): Promise<TimedMap[]> {
  const frames = new Uint8Array(batch.length * frameBytes);
  const sounds = new Float32Array(batch.length * soundSamples);
  for (const [row, { frame, sound }] of batch.entries()) {
    frames.set(frame, row * frameBytes);
    sounds.set(sound, row * soundSamples);
  }
  const grids = await model.frameGrid(frames, batch.length);
  const vectors = await model.embedSounds(sounds, batch.length);
  const size = vectors.length / batch.length;
  const gridSize = heatmapSide * heatmapSide * size;
  return batch.map(({ at, sound }, row) => {
    const vector = isSilent(sound) ? noSound : vectors.subarray(row * size, (row + 1) * size);
    return { at, values: locate(model, grids.subarray(row * gridSize, (row + 1) * gridSize), vector).values };
  });
}
