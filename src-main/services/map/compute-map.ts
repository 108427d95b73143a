import { EarsightError } from '../../contract/errors.ts';
import type { Modality, Store } from '../../store/index.ts';
import type { ServiceContext } from '../context.ts';
import type { JobControl } from '../jobs/index.ts';
import { normaliseRows } from '../queries/vector-index.ts';
import { layOutPlane, type VectorSpace } from './lay-out-plane.ts';
import { type MapPoints, writeMap } from './map-file.ts';
import { openWorkingFile } from './working-file.ts';

export interface MapRequest {
  readonly model: string;
  readonly seed: number;
  /** Points that UMAP itself lays out. */
  readonly fittedPoints: number;
}

/** What the job does now, as its message says it. */
const words = {
  neighbours: 'Looking for what is near',
  layout: 'Laying out',
  placing: 'Placing the rest',
} as const;

type Loaded = ReturnType<Store['embeddings']['load']>;

/**
 * Computes the map of a model's frames and sounds and keeps it in the library's cache. Where both have vectors of one
 * length they share a plane; otherwise each has its own, side by side. Goes on where a killed run was.
 * @throws EarsightError `not-found` when the model has no vectors here
 */
export async function computeMap(
  context: ServiceContext,
  request: MapRequest,
  control: JobControl,
): Promise<{ points: number }> {
  const { folder, store } = context.session.current();
  const { hash } = context.models.info(request.model);
  const revision = store.embeddings.revision(hash);
  const loaded = (['frame', 'sound'] as const).map((modality) => loadNormalised(store, hash, modality));
  const tables = loaded.filter(({ at }) => at.length > 0);
  const total = tables.reduce((sum, { at }) => sum + at.length, 0);
  if (total === 0) {
    throw new EarsightError('not-found', 'Nothing is indexed with this model yet.', { field: 'model' });
  }
  const identity = [hash, revision, request.seed, request.fittedPoints, total].join(' ');
  const living = context.jobs.list().filter(({ finishedAt }) => finishedAt === null);
  const working = openWorkingFile(folder, control.id, identity, [control.id, ...living.map(({ id }) => id)]);
  const spaces = spacesOf(tables);
  const planes: Float32Array[] = [];
  let [fitted, done] = [0, 0];
  for (const [number, space] of spaces.entries()) {
    const share = sizeOf(space) / total;
    const plane = await layOutPlane(space, {
      seed: request.seed,
      fittedPoints: request.fittedPoints,
      progress: working.read(number),
      save: (progress) => working.write(number, progress),
      step: async (part, what) => {
        control.report(done + part * share, words[what]);
        await control.gate();
      },
    });
    planes.push(plane.positions);
    fitted += plane.fitted;
    done += share;
  }
  const apart = planes.length > 1;
  const about = { modelHash: hash, computedAt: new Date().toISOString(), revision };
  writeMap(folder, {
    about: { ...about, seed: request.seed, fitted, apart },
    points: assemble(loaded, planes),
  });
  working.remove();
  return { points: total };
}

function loadNormalised(store: Store, hash: string, modality: Modality): Loaded {
  const loaded = store.embeddings.load(hash, modality);
  normaliseRows(loaded.vectors, Math.max(1, loaded.dimensions));
  return loaded;
}

/** Vectors that can be compared share a space. */
function spacesOf(tables: readonly Loaded[]): VectorSpace[] {
  const lengths = [...new Set(tables.map(({ dimensions }) => dimensions))];
  return lengths.map((dimensions) => ({
    dimensions,
    tables: tables.filter((table) => table.dimensions === dimensions).map(({ vectors }) => vectors),
  }));
}

function sizeOf({ tables, dimensions }: VectorSpace): number {
  return tables.reduce((sum, table) => sum + table.length / dimensions, 0);
}

/** The gap between two planes side by side. */
const gap = 0.3;

/** Frames first, then sounds, whatever planes they lie in. */
function assemble(loaded: readonly Loaded[], planes: readonly Float32Array[]): MapPoints {
  const count = loaded.reduce((sum, { at }) => sum + at.length, 0);
  const points: MapPoints = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    videos: new Int32Array(count),
    at: new Float64Array(count),
    modalities: new Uint8Array(count),
  };
  let to = 0;
  for (const [number, plane] of planes.entries()) {
    const centre = planes.length > 1 ? (number === 0 ? -1 - gap / 2 : 1 + gap / 2) : 0;
    const { middleX, middleY, half } = frameOf(plane);
    for (let at = 0; at < plane.length; at += 2) {
      points.x[to] = (plane[at]! - middleX) / half + centre;
      points.y[to] = (plane[at + 1]! - middleY) / half;
      to += 1;
    }
  }
  to = 0;
  for (const [modality, { at, videoIds }] of loaded.entries()) {
    points.videos.set(videoIds, to);
    points.at.set(at, to);
    points.modalities.fill(modality, to, to + at.length);
    to += at.length;
  }
  return points;
}

/** The square around points. */
function frameOf(plane: Float32Array): { middleX: number; middleY: number; half: number } {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < plane.length; at += 2) {
    left = Math.min(left, plane[at]!);
    right = Math.max(right, plane[at]!);
    bottom = Math.min(bottom, plane[at + 1]!);
    top = Math.max(top, plane[at + 1]!);
  }
  const half = Math.max(right - left, top - bottom) / 2 || 1;
  return { middleX: (left + right) / 2, middleY: (bottom + top) / 2, half };
}
