import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import type { ModelInfo } from '../../contract/models.ts';
import type { LoadedEmbeddings, Modality, Store } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import { videoNames } from '../libraries/video-names.ts';
import { type NpzEntry, type ParquetColumn, writeNpzFile, writeParquetFile } from '../tables/index.ts';

export const embeddingFormats = ['npz', 'parquet'] as const;
export type EmbeddingFormat = (typeof embeddingFormats)[number];

/**
 * Writes every vector that the open library has of a model, with the video and time of each; the folder is made where
 * there is none. Throws `not-found`, naming the models that the library is indexed with, where there is no vector.
 *
 * NPZ: `frame_vectors` [n, d], `frame_at` [n] s, `frame_video` [n] (row of `videos`), the same for `sound`,
 * `videos` (paths relative to the sources, as all exports name videos), `model` [name, hash, trained or untrained].
 * Parquet: one row a vector with `video`, `at`, `modality`, `vector`; model and hash in the footer.
 */
export async function writeEmbeddings(
  context: ServiceContext,
  path: string,
  format: EmbeddingFormat,
  model: ModelInfo,
  signal?: AbortSignal,
): Promise<{ vectors: number }> {
  const { store } = context.session.current();
  const frames = store.embeddings.load(model.hash, 'frame');
  const sounds = store.embeddings.load(model.hash, 'sound');
  if (frames.at.length + sounds.at.length === 0) throw notIndexed(context, store, model);
  await mkdir(dirname(path), { recursive: true });
  const videos = videosOf(store, [frames, sounds]);
  const options = signal ? { signal } : {};
  if (format === 'npz') {
    const entries = npzEntries(videos, { frame: frames, sound: sounds }, model);
    await writeNpzFile(path, entries, options);
  } else {
    await writeParquetFile(path, parquetColumns(videos, { frame: frames, sound: sounds }), {
      ...options,
      metadata: { model: model.name, modelHash: model.hash, untrained: String(model.untrained) },
    });
  }
  return { vectors: frames.at.length + sounds.at.length };
}

function notIndexed({ models }: ServiceContext, store: Store, { name, hash }: ModelInfo): EarsightError {
  const names = new Map(models.list().map((model) => [model.hash, model.name]));
  const others = store.embeddings.models().filter((stored) => stored.vectors > 0 && stored.hash !== hash);
  const named = others.map((stored) => names.get(stored.hash) ?? `one of hash ${stored.hash.slice(0, 8)}…`);
  return new EarsightError(
    'not-found',
    `Nothing in this library is indexed with the model ${name}: index the library with it first.`,
    { field: 'model', allowed: named.length ? named.join(', ') : 'no model yet' },
  );
}

interface VideoList {
  readonly paths: string[];
  readonly rowOf: ReadonlyMap<number, number>;
}

function videosOf(store: Store, loaded: readonly LoadedEmbeddings[]): VideoList {
  const names = videoNames(store);
  const ids = [...new Set(loaded.flatMap(({ videoIds }) => [...new Set(videoIds)]))].sort((a, b) => a - b);
  return {
    paths: ids.map((id) => names.nameOf(id)!),
    rowOf: new Map(ids.map((id, row) => [id, row])),
  };
}

function npzEntries(
  videos: VideoList,
  loaded: Readonly<Record<Modality, LoadedEmbeddings>>,
  model: ModelInfo,
): NpzEntry[] {
  const halves = (['frame', 'sound'] as const).flatMap((modality): NpzEntry[] => {
    const { vectors, dimensions, at, videoIds } = loaded[modality];
    const rows = at.length;
    return [
      { name: `${modality}_vectors`, data: vectors, shape: [rows, dimensions] },
      { name: `${modality}_at`, data: at, shape: [rows] },
      { name: `${modality}_video`, data: videoIds.map((id) => videos.rowOf.get(id)!), shape: [rows] },
    ];
  });
  const trained = model.untrained ? 'untrained' : 'trained';
  return [
    ...halves,
    { name: 'videos', strings: videos.paths },
    { name: 'model', strings: [model.name, model.hash, trained] },
  ];
}

function parquetColumns(
  videos: VideoList,
  { frame, sound }: Readonly<Record<Modality, LoadedEmbeddings>>,
): ParquetColumn[] {
  const rows = frame.at.length + sound.at.length;
  const at = new Float64Array(rows);
  at.set(frame.at);
  at.set(sound.at, frame.at.length);
  const dimensions = Math.max(frame.dimensions, sound.dimensions, 1);
  const vectors = new Float32Array(rows * dimensions);
  vectors.set(frame.vectors);
  vectors.set(sound.vectors, frame.vectors.length);
  const pathOf = (id: number): string => videos.paths[videos.rowOf.get(id)!]!;
  return [
    { name: 'video', kind: 'string', values: [...frame.videoIds, ...sound.videoIds].map(pathOf) },
    { name: 'at', kind: 'float64', values: at },
    {
      name: 'modality',
      kind: 'string',
      values: Array.from({ length: rows }, (_, row) => (row < frame.at.length ? 'frame' : 'sound')),
    },
    { name: 'vector', kind: 'vectors', values: vectors, dimensions },
  ];
}
