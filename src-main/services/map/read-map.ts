import type { LibraryMap } from '../../contract/map.ts';
import type { ModelInfo } from '../../contract/models.ts';
import type { OpenLibrary } from '../session/session.ts';
import { type MapPoints, readMap } from './map-file.ts';

/** The model's map as windows get it, without the points of videos that are gone; null where there is none. */
export function libraryMapOf({ folder, store }: OpenLibrary, model: ModelInfo): LibraryMap | null {
  const stored = readMap(folder, model.hash);
  if (!stored) return null;
  const names = namesOf(new Set(stored.points.videos), (id) => store.videos.get(id).name);
  const points = keep(stored.points, (video) => names.has(video));
  const { computedAt, revision, fitted, apart } = stored.about;
  return {
    model: model.name,
    untrained: model.untrained,
    computedAt,
    stale: revision !== store.embeddings.revision(model.hash),
    fitted,
    count: points.x.length,
    apart,
    x: bytesOf(points.x),
    y: bytesOf(points.y),
    videos: bytesOf(points.videos),
    at: bytesOf(points.at),
    modalities: new Uint8Array(points.modalities),
    names: Array.from(names, ([video, name]) => ({ video, name })),
  };
}

/** The names of those videos that are still there. */
export function namesOf(
  videos: ReadonlySet<number>,
  nameOf: (id: number) => string,
): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const id of videos) {
    try {
      names.set(id, nameOf(id));
    } catch (error) {
      if ((error as { code?: string }).code !== 'not-found') throw error;
    }
  }
  return names;
}

function keep(points: MapPoints, wanted: (video: number) => boolean): MapPoints {
  const rows = Int32Array.from(points.videos.keys()).filter((row) => wanted(points.videos[row]!));
  if (rows.length === points.videos.length) return points;
  return {
    x: Float32Array.from(rows, (row) => points.x[row]!),
    y: Float32Array.from(rows, (row) => points.y[row]!),
    videos: rows.map((row) => points.videos[row]!),
    at: Float64Array.from(rows, (row) => points.at[row]!),
    modalities: Uint8Array.from(rows, (row) => points.modalities[row]!),
  };
}

/** A copy, in a buffer of its own. */
function bytesOf(array: Float32Array | Float64Array | Int32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}
