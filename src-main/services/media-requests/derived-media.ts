import { EarsightError } from '../../contract/errors.ts';
import {
  filmstrip,
  frameJpeg,
  inBackground,
  peaks,
  soundWav,
  spectrogramPng,
  thumbnail,
} from '../../media/index.ts';
import { cacheFolder, type DiskCache, mostBytes, openDiskCache } from '../caches/index.ts';
import type { ServiceContext } from '../context.ts';
import { makeTurns } from '../jobs/turns.ts';
import { checkTime, fileOfVideo, type VideoFile } from '../moments/index.ts';
import { realInside } from './real-inside.ts';

/** Pictures and sounds made from a video, kept in the library's cache. */
export interface DerivedMedia {
  thumbnail(video: number, signal: AbortSignal): Promise<Uint8Array>;
  filmstrip(video: number, signal: AbortSignal): Promise<Uint8Array>;
  /** int8 pairs (minimum, maximum). */
  peaks(video: number, signal: AbortSignal): Promise<Uint8Array>;
  frame(video: number, at: number, width: number, signal: AbortSignal): Promise<Uint8Array>;
  sound(video: number, at: number, lengthSeconds: number, signal: AbortSignal): Promise<Uint8Array>;
  spectrogram(
    video: number,
    span: { from: number; to: number; width: number },
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

const thumbnailWidth = 320;
const filmstripTiles = 60;
const filmstripHeight = 96;
const spectrogramHeight = 128;

/**
 * How many pictures are made at a time, whatever a window asks for: each is an ffmpeg of its own, and a fast scroll
 * through ten thousand videos must not start as many. What takes a whole video's decoding stands in a line of its own.
 */
const quickAtOnce = 4;
const longAtOnce = 2;

/** Derived media of the open library. */
export function makeDerivedMedia(context: ServiceContext): DerivedMedia {
  let cache: { folder: string; files: DiskCache } | null = null;
  const files = (): DiskCache => {
    const folder = cacheFolder(context.session.current().folder, 'pictures');
    if (cache?.folder !== folder) cache = { folder, files: openDiskCache(folder, mostBytes.pictures) };
    return cache.files;
  };
  // A grid full of thumbnails must not keep the first heatmap waiting.
  const idleTools = async () => inBackground(await context.tools());
  const lines = { quick: makeTurns(quickAtOnce), long: makeTurns(longAtOnce) };
  const keep = async (
    line: keyof typeof lines,
    video: number,
    what: string,
    signal: AbortSignal,
    make: (file: VideoFile, signal: AbortSignal) => Promise<Uint8Array>,
  ): Promise<Uint8Array> => {
    const file = await ownFile(context, video, signal);
    const inTurn = async (whenAllLeft: AbortSignal): Promise<Uint8Array> => {
      const handOn = await lines[line].take(whenAllLeft);
      try {
        return await make(file, whenAllLeft);
      } finally {
        handOn();
      }
    };
    return files().get(`${what}\0${file.key}`, inTurn, signal);
  };
  return {
    thumbnail: (video, wanted) =>
      keep('quick', video, 'thumbnail', wanted, async ({ path, probe }, signal) => {
        const options = { width: thumbnailWidth, signal };
        return (await thumbnail(await idleTools(), path, needsPicture(path, probe), options)).bytes;
      }),
    filmstrip: (video, wanted) =>
      keep('long', video, 'filmstrip', wanted, async ({ path, probe }, signal) => {
        const options = { tiles: filmstripTiles, height: filmstripHeight, signal };
        return (await filmstrip(await idleTools(), path, needsPicture(path, probe), options)).bytes;
      }),
    peaks: (video, wanted) =>
      keep('long', video, 'peaks', wanted, async ({ path, probe }, signal) => {
        const { values } = await peaks(await idleTools(), path, needsSound(path, probe), { signal });
        return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      }),
    frame: (video, at, width, wanted) =>
      keep('quick', video, `frame ${Math.round(at * 1000)} ${width}`, wanted, async (file, signal) => {
        checkTime(file, at);
        const { path, probe } = file;
        const options = { maxWidth: width, signal };
        return (await frameJpeg(await context.tools(), path, needsPicture(path, probe), at, options)).bytes;
      }),
    spectrogram: (video, { from, to, width }, wanted) =>
      keep('long', video, `spectrogram ${from} ${to} ${width}`, wanted, async ({ path, probe }, signal) => {
        if (to <= from) throw new EarsightError('invalid-input', 'The span is empty.', { field: 'to' });
        const span = { fromSeconds: from, toSeconds: to };
        const options = { width, height: spectrogramHeight, signal };
        return (await spectrogramPng(await idleTools(), path, needsSound(path, probe), span, options)).bytes;
      }),
    async sound(video, at, lengthSeconds, signal) {
      const file = await ownFile(context, video, signal);
      checkTime(file, at);
      const { path, probe } = file;
      // The first moment of a video may lie less than half a second after its start.
      const span = { fromSeconds: Math.max(0, at - lengthSeconds / 2), toSeconds: at + lengthSeconds / 2 };
      return soundWav(await context.tools(signal), path, needsSound(path, probe), span, { signal });
    },
  };
}

/** The file of a video, if it really lies in its source: what is made from it shows as much as the file itself. */
async function ownFile(context: ServiceContext, id: number, signal: AbortSignal): Promise<VideoFile> {
  const file = await fileOfVideo(context, id, signal);
  const { sources, videos } = context.session.current().store;
  await realInside(file.path, [sources.get(videos.get(id).sourceId).folder]);
  return file;
}

function needsPicture(path: string, probe: VideoFile['probe']): VideoFile['probe'] {
  if (!probe.picture && !probe.coverArt) throw new EarsightError('no-picture', `${path} has no picture.`);
  return probe;
}

function needsSound(path: string, probe: VideoFile['probe']): VideoFile['probe'] {
  if (!probe.sounds.length) throw new EarsightError('no-sound', `${path} has no sound.`);
  return probe;
}
