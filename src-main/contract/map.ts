import { z } from 'zod';
import { method } from './method.ts';
import { modality } from './moments.ts';
import { bytes, id, seconds } from './values.ts';

/** A point of the map as lists carry it: the frame or the sound of a moment. */
export const mapMoment = z.object({ video: id, at: seconds, modality });
export type MapMoment = z.infer<typeof mapMoment>;

/**
 * A map of the library under one model: every frame and every sound a point of one plane, near where their vectors
 * are near. The arrays lie in the machine's order (little-endian on all we run on), one entry a point each.
 */
export const libraryMap = z.object({
  model: z.string(),
  untrained: z.boolean(),
  computedAt: z.string(),
  /** The library has changed since: some moments are not on the map. */
  stale: z.boolean(),
  /** Points that took part in the projection itself; the others lie beside the fitted ones nearest to them. */
  fitted: z.int(),
  count: z.int(),
  /** Frames and sounds have vectors of different lengths: two maps side by side, far apart means nothing. */
  apart: z.boolean(),
  x: bytes.describe('float32, −1…1 (wider where frames and sounds lie apart)'),
  y: bytes.describe('float32, −1…1, upwards'),
  videos: bytes.describe('int32: the id of the video'),
  at: bytes.describe('float64: seconds'),
  modalities: bytes.describe('uint8: 0 frame, 1 sound'),
  names: z.array(z.object({ video: id, name: z.string() })),
});
export type LibraryMap = z.infer<typeof libraryMap>;

export const mapMethods = {
  /**
   * Queues the computing of a model's map (the retrieval model's when none is named); a map already being computed
   * is not begun twice. The job's result is `{points: count}`. Throws `not-found` when nothing is indexed with it.
   */
  'map.start': method(
    z.object({ model: z.string().optional(), seed: z.int().min(0).default(1) }),
    z.object({ job: z.string() }),
    'jobs',
  ),
  /** The map as it was last computed, less the videos removed since; `map` is null where there is none yet. */
  'map.points': method(
    z.object({ model: z.string().optional() }),
    z.object({
      map: libraryMap.nullable(),
      moments: z.int().describe('Vectors of the model in the library now'),
      job: z.string().nullable().describe('The job that computes this map now'),
    }),
  ),
  /**
   * The label of each point of the same map, in the order of `map.points`: int32, 0 where no annotation a person
   * stands by covers the moment; where several do, the shortest one's.
   */
  'map.labels': method(
    z.object({ videos: bytes, at: bytes }).describe('As `map.points` gave them'),
    z.object({ labels: bytes }),
  ),
  /** Writes a list of moments into the library's folder of exports. */
  'map.export': method(
    z.object({ format: z.enum(['json', 'csv']), moments: z.array(mapMoment).min(1).max(250_000) }),
    z.object({ file: z.string() }),
  ),
} as const;
