import { z } from 'zod';
import { method } from './method.ts';
import { bytes, id, moment, seconds, unit } from './values.ts';

/** The sound that a heatmap answers for: a moment of the library, or an image or sound dropped in from outside. */
export const soundReference = z.union([moment, z.object({ query: z.string() })]);
export type SoundReference = z.infer<typeof soundReference>;

/** AVOL-Net's 14×14 correspondence of a frame with a sound (Objects that Sound, §4). */
export const heatmap = z.object({
  rows: z.literal(14),
  columns: z.literal(14),
  values: z.array(unit).length(196).describe('Row-major from the top left of the crop, 0…1'),
  peak: z
    .object({ x: unit, y: unit, score: unit })
    .describe('In 0…1 of the displayed picture, from its top left'),
  score: unit.describe('The correspondence score: the largest cell'),
  at: seconds,
  model: z.string(),
  untrained: z.boolean(),
  milliseconds: z.number(),
});
export type Heatmap = z.infer<typeof heatmap>;

export const modality = z.enum(['frame', 'sound']);
export type Modality = z.infer<typeof modality>;

/** A moment near the query; `distance` is Euclidean between unit vectors, 0…2. */
export const neighbour = z.object({
  video: id,
  name: z.string(),
  path: z.string(),
  at: seconds,
  distance: z.number(),
  likeness: unit.describe('The same as a person reads it: the share of the library that is farther away'),
});
export type Neighbour = z.infer<typeof neighbour>;

export const momentMethods = {
  /**
   * The heatmap of a frame for a sound; its own sound when none is given. `pixels` is the crop the window
   * already holds (224×224 RGB bytes), which spares decoding the frame again.
   */
  'heatmap.compute': method(
    z.object({
      video: id,
      at: seconds,
      pixels: bytes.refine((data) => data.length === 224 * 224 * 3, '224×224×3 bytes').optional(),
      sound: soundReference.optional(),
      model: z.string().optional(),
    }),
    heatmap,
  ),
  'neighbours.find': method(
    z.object({
      anchor: z.union([moment, z.object({ query: z.string() })]),
      from: modality,
      to: z.enum(['frames', 'sounds']),
      top: z.int().min(1).max(500).default(30),
      notFromThisVideo: z.boolean().default(false),
      model: z.string().optional(),
    }),
    z.object({ model: z.string(), untrained: z.boolean(), neighbours: z.array(neighbour) }),
  ),
  /** Takes an image or a sound from outside as a query; its id serves as an anchor and as a heatmap's sound. */
  'queries.create': method(
    z.object({
      name: z.string().max(255),
      data: bytes.refine((data) => data.length <= 64 * 2 ** 20, 'at most 64 MiB'),
    }),
    z.object({ query: z.string(), modality, durationSeconds: z.number().nullable() }),
  ),
} as const;
