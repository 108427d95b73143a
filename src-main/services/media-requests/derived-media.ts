import { EarsightError } from '../../contract/errors.ts';
import { filmstrip, frameJpeg, peaks, soundWav, spectrogramPng, thumbnail } from '../../media/index.ts';
import { cacheFolder, type DiskCache, openDiskCache } from '../caches/index.ts';
import type { ServiceContext } from '../context.ts';
import { checkTime, fileOfVideo, type VideoFile } from '../moments/index.ts';

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

/** What the small pictures of a library may take on its disk. */
const capacityBytes = 512 * 2 ** 20;
const thumbnailWidth = 320;
const filmstripTiles = 60;
const filmstripHeight = 96;
const spectrogramHeight = 128;

/** Derived media of the open library. */
export function makeDerivedMedia(context: ServiceContext): DerivedMedia {
  let cache: { folder: string; files: DiskCache } | null = null;
  const files = (): DiskCache => {
    const folder = cacheFolder(context.session.current().folder, 'pictures');
    if (cache?.folder !== folder) cache = { folder, files: openDiskCache(folder, capacityBytes) };
    return cache.files;
  };
  const keep = async (
    video: number,
    what: string,
    signal: AbortSignal,
    make: (file: VideoFile) => Promise<Uint8Array>,
  ): Promise<Uint8Array> => {
    const file = await fileOfVideo(context, video, signal);
    return files().get(`${what}\0${file.key}`, () => make(file));
  };
  return {
    thumbnail: (video, signal) =>
      keep(video, 'thumbnail', signal, async ({ path, probe }) => {
        const tools = await context.tools();
        return (await thumbnail(tools, path, needsPicture(path, probe), { width: thumbnailWidth })).bytes;
      }),
    filmstrip: (video, signal) =>
      keep(video, 'filmstrip', signal, async ({ path, probe }) => {
        const tools = await context.tools();
        const options = { tiles: filmstripTiles, height: filmstripHeight };
        return (await filmstrip(tools, path, needsPicture(path, probe), options)).bytes;
      }),
    peaks: (video, signal) =>
      keep(video, 'peaks', signal, async ({ path, probe }) => {
        const { values } = await peaks(await context.tools(), path, needsSound(path, probe));
        return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      }),
    frame: (video, at, width, signal) =>
      keep(video, `frame ${Math.round(at * 1000)} ${width}`, signal, async (file) => {
        checkTime(file, at);
        const { path, probe } = file;
        const tools = await context.tools();
        return (await frameJpeg(tools, path, needsPicture(path, probe), at, { maxWidth: width })).bytes;
      }),
    spectrogram: (video, { from, to, width }, signal) =>
      keep(video, `spectrogram ${from} ${to} ${width}`, signal, async ({ path, probe }) => {
        if (to <= from) throw new EarsightError('invalid-input', 'The span is empty.', { field: 'to' });
        const tools = await context.tools();
        const span = { fromSeconds: from, toSeconds: to };
        const size = { width, height: spectrogramHeight };
        return (await spectrogramPng(tools, path, needsSound(path, probe), span, size)).bytes;
      }),
    async sound(video, at, lengthSeconds, signal) {
      const file = await fileOfVideo(context, video, signal);
      checkTime(file, at);
      const { path, probe } = file;
      // The first moment of a video may lie less than half a second after its start.
      const span = { fromSeconds: Math.max(0, at - lengthSeconds / 2), toSeconds: at + lengthSeconds / 2 };
      return soundWav(await context.tools(signal), path, needsSound(path, probe), span, { signal });
    },
  };
}

function needsPicture(path: string, probe: VideoFile['probe']): VideoFile['probe'] {
  if (!probe.picture && !probe.coverArt) throw new EarsightError('no-picture', `${path} has no picture.`);
  return probe;
}

function needsSound(path: string, probe: VideoFile['probe']): VideoFile['probe'] {
  if (!probe.sounds.length) throw new EarsightError('no-sound', `${path} has no sound.`);
  return probe;
}
