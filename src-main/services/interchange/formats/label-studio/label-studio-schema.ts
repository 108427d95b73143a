import { z } from 'zod';

/** What our own exports keep in `meta` of a region, where Label Studio leaves what it does not know. */
export const ownMeta = z.object({
  /** Regions with the same number are parts of one annotation. */
  annotation: z.int(),
  span: z.tuple([z.number(), z.number()]).nullable(),
  /** Exact times of the boxes. */
  at: z.array(z.number()).optional(),
  whole: z.boolean().optional(),
  status: z.string().optional(),
  author: z.string().optional(),
  lowHz: z.number().optional(),
  highHz: z.number().optional(),
  track: z.string().optional(),
  confidence: z.number().optional(),
});

const keyframe = z.object({
  frame: z.number(),
  enabled: z.boolean().default(true),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  rotation: z.number().default(0),
});

const labels = z.array(z.string()).optional();

/** The value of a region: which fields it has depends on the region's type. */
export const regionValue = z.object({
  labels,
  timelinelabels: labels,
  videorectangle: labels,
  rectanglelabels: labels,
  sequence: z.array(keyframe).optional(),
  framesCount: z.number().nullish(),
  duration: z.number().nullish(),
  ranges: z.array(z.object({ start: z.number(), end: z.number() })).optional(),
  start: z.union([z.number(), z.string()]).nullish(),
  end: z.union([z.number(), z.string()]).nullish(),
  text: z.union([z.string(), z.array(z.string())]).nullish(),
});

export const region = z.object({
  id: z.string().optional(),
  type: z.string().default(''),
  value: z.unknown(),
  score: z.number().nullish(),
  meta: z
    .object({ text: z.union([z.string(), z.array(z.string())]).optional(), earsight: ownMeta.optional() })
    .nullish()
    .catch(null),
});

const person = z.union([z.number(), z.string(), z.object({ email: z.string().optional() }), z.null()]);

const resultSet = z.object({
  result: z.array(region).default([]),
  completed_by: person.optional(),
  model_version: z.string().nullish(),
  score: z.number().nullish(),
  was_cancelled: z.boolean().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
});

/** A task of Label Studio's JSON export, with what is needed of it. */
export const task = z.object({
  data: z.record(z.string(), z.unknown()).default({}),
  file_upload: z.string().nullish(),
  annotations: z.array(resultSet).default([]),
  predictions: z.array(z.union([resultSet, z.number()])).default([]),
});

export const taskFile = z.union([z.array(task), task.transform((one) => [one])]);

export type Task = z.output<typeof task>;
export type ResultSet = z.output<typeof resultSet>;
export type Region = z.output<typeof region>;
export type RegionValue = z.output<typeof regionValue>;
export type Keyframe = z.output<typeof keyframe>;
export type OwnMeta = z.output<typeof ownMeta>;
