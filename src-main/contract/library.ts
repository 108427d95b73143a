import { z } from 'zod';
import { method } from './method.ts';
import { done, id, seconds, unit } from './values.ts';

/** A folder of videos that the library watches. */
export const source = z.object({
  id,
  folder: z.string(),
  online: z.boolean(),
  videos: z.int(),
});
export type Source = z.infer<typeof source>;

/** What a library holds, in numbers. */
export const librarySummary = z.object({
  folder: z.string(),
  name: z.string(),
  sources: z.array(source),
  videos: z.object({
    total: z.int(),
    indexed: z.int(),
    waiting: z.int(),
    failed: z.int(),
    offline: z.int(),
    withoutAudio: z.int(),
    withoutVideo: z.int(),
  }),
  moments: z.int(),
  hours: z.number(),
  cacheBytes: z.int(),
  demo: z.boolean(),
});
export type LibrarySummary = z.infer<typeof librarySummary>;

/** `waiting` is found but not indexed yet; `unplayable` states say which half is missing. */
export const videoState = z.enum(['waiting', 'indexing', 'indexed', 'failed', 'offline']);
export type VideoState = z.infer<typeof videoState>;

/** The centre square that the networks see, as shares of the displayed picture (rotation and pixel aspect applied). */
export const crop = z.object({ x: unit, y: unit, width: unit, height: unit });
export type Crop = z.infer<typeof crop>;

/** A video as the grid shows it. */
export const videoItem = z.object({
  id,
  source: id,
  path: z.string().describe('Path relative to its source, with / between folders'),
  name: z.string(),
  durationSeconds: z.number(),
  state: videoState,
  hasPicture: z.boolean(),
  hasSound: z.boolean(),
  playable: z.boolean().describe('False when a browser window cannot play the codecs: a proxy is needed'),
  moments: z.int(),
  addedAt: z.string(),
  failure: z.object({ code: z.string(), reason: z.string() }).nullable(),
});
export type VideoItem = z.infer<typeof videoItem>;

/** A video with all that the probe found. */
export const videoDetail = videoItem.extend({
  absolutePath: z.string(),
  container: z.string(),
  sizeBytes: z.int(),
  picture: z
    .object({
      codec: z.string(),
      displayWidth: z.number(),
      displayHeight: z.number(),
      rotationDegrees: z.number(),
      pixelAspect: z.tuple([z.int(), z.int()]),
      framesPerSecond: z.number(),
      variableFrameRate: z.boolean(),
      crop,
    })
    .nullable(),
  sounds: z.array(z.object({ codec: z.string(), channels: z.int(), sampleRateHz: z.int() })),
  coverArt: z.boolean(),
  proxy: z.enum(['not-needed', 'needed', 'ready', 'making', 'failed']),
});
export type VideoDetail = z.infer<typeof videoDetail>;

export const videoSort = z.enum(['name', 'added', 'duration', 'state']);
export const videoFilter = z.enum([
  'all',
  'indexed',
  'waiting',
  'trouble',
  'offline',
  'no-sound',
  'no-picture',
]);

export const libraryMethods = {
  /** Opens the library in a folder, making one when `create` is set. The demo library opens when no folder is given. */
  'library.open': method(
    z.object({ folder: z.string().optional(), create: z.boolean().default(true) }),
    librarySummary,
  ),
  'library.summary': method(z.object({}), librarySummary),
  'library.recent': method(
    z.object({}),
    z.array(z.object({ folder: z.string(), name: z.string(), openedAt: z.string(), exists: z.boolean() })),
  ),
  'sources.add': method(z.object({ folder: z.string() }), source),
  'sources.remove': method(z.object({ source: id }), z.object({ undo: z.string() })),
  'sources.relink': method(z.object({ source: id, folder: z.string() }), source),
  'undo.apply': method(z.object({ undo: z.string() }), done),
  'videos.list': method(
    z.object({
      search: z.string().max(500).default(''),
      sort: videoSort.default('name'),
      descending: z.boolean().default(false),
      filter: videoFilter.default('all'),
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.object({ total: z.int(), items: z.array(videoItem) }),
  ),
  'videos.get': method(z.object({ video: id }), videoDetail),
  /** Puts a failed video back in the queue. */
  'videos.retry': method(z.object({ video: id }), done),
  'videos.remove': method(z.object({ video: id }), z.object({ undo: z.string() })),
  /** How strongly picture and sound correspond at every moment of a video, by the retrieval model. */
  'videos.correspondence': method(
    z.object({ video: id }),
    z.object({ model: z.string(), untrained: z.boolean(), at: z.array(seconds), score: z.array(unit) }),
  ),
  /** Makes a proxy that the window can play; the id of the job, or null when one is ready. */
  'videos.proxy': method(z.object({ video: id }), z.object({ job: z.string().nullable() }), 'jobs'),
} as const;
