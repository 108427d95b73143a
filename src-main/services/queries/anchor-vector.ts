import { EarsightError } from '../../contract/errors.ts';
import type { Modality } from '../../contract/moments.ts';
import type { ServiceContext } from '../context.ts';
import type { ShelvedModel } from '../models/model-shelf.ts';
import type { MomentReader, VideoFile } from '../moments/index.ts';
import type { OutsideQuery } from './outside-queries.ts';

/** A stored vector stands for the moment asked for when it is at most this far away: about a frame. */
const sameMomentSeconds = 0.05;

/** The vector of a moment of a library's video, stored or computed now. */
export async function vectorOfMoment(
  context: ServiceContext,
  shelved: ShelvedModel,
  reader: MomentReader,
  wanted: { video: number; at: number; modality: Modality; file: () => Promise<VideoFile> },
  signal: AbortSignal,
): Promise<Float32Array> {
  const { store } = context.session.current();
  const nearest = store.moments.nearest(wanted.video, wanted.at);
  if (nearest && Math.abs(nearest.at - wanted.at) <= sameMomentSeconds) {
    const stored = store.embeddings.get(shelved.info.hash, wanted.modality, nearest.id);
    if (stored) return stored;
  }
  return vectorOfFile(shelved, reader, await wanted.file(), wanted.at, wanted.modality, signal);
}

/** The vector of a moment of any file. Throws `no-picture` or `no-sound`. */
export async function vectorOfFile(
  shelved: ShelvedModel,
  reader: MomentReader,
  file: VideoFile,
  at: number,
  modality: Modality,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if (modality === 'frame') {
    const { pixels } = await reader.frame(file, at, signal);
    return shelved.network.embedFrames(pixels, 1);
  }
  const { samples } = await reader.sound(file, at, signal);
  return shelved.network.embedSounds(samples, 1);
}

/** The vector of a picture or sound from outside. Throws `invalid-input` when `from` asks for the other half. */
export async function vectorOfOutside(
  shelved: ShelvedModel,
  query: OutsideQuery,
  from: Modality,
): Promise<Float32Array> {
  if (query.modality !== from) {
    throw new EarsightError('invalid-input', `The query is a ${query.modality}, not a ${from}.`, {
      field: 'from',
      allowed: query.modality,
    });
  }
  return query.input instanceof Float32Array
    ? shelved.network.embedSounds(query.input, 1)
    : shelved.network.embedFrames(query.input, 1);
}
