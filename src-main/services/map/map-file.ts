import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../caches/index.ts';
import { readPacked, writePacked } from './packed-file.ts';

/** What is kept about a map besides its points. */
const aboutMap = z.object({
  modelHash: z.string(),
  computedAt: z.string(),
  /** Revision of the model's vectors that the map shows. */
  revision: z.int(),
  seed: z.int(),
  fitted: z.int(),
  apart: z.boolean(),
});
export type AboutMap = z.infer<typeof aboutMap>;

/** Points of a map, one entry each. */
export interface MapPoints {
  /** −1…1, wider where two maps lie side by side. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly videos: Int32Array;
  /** Seconds. */
  readonly at: Float64Array;
  /** 0 frame, 1 sound. */
  readonly modalities: Uint8Array;
}

export interface StoredMap {
  readonly about: AboutMap;
  readonly points: MapPoints;
}

/**
 * Maps are files in the library's cache, one a model, not rows of its database: they can be computed again, are read
 * and written whole, and would be the largest thing there after the vectors.
 */
export function mapFile(libraryFolder: string, modelHash: string): string {
  return join(cacheFolder(libraryFolder, 'maps'), `${modelHash.replace(/[^0-9a-z-]/gi, '_')}.map`);
}

export function writeMap(libraryFolder: string, { about, points }: StoredMap): void {
  writePacked(mapFile(libraryFolder, about.modelHash), { about, arrays: { ...points } });
}

/** The model's map, or null where there is none that can be read. */
export function readMap(libraryFolder: string, modelHash: string): StoredMap | null {
  const packed = readPacked(mapFile(libraryFolder, modelHash));
  const about = aboutMap.safeParse(packed?.about);
  if (!packed || !about.success || about.data.modelHash !== modelHash) return null;
  const { x, y, videos, at, modalities } = packed.arrays;
  const whole =
    x instanceof Float32Array &&
    y instanceof Float32Array &&
    videos instanceof Int32Array &&
    at instanceof Float64Array &&
    modalities instanceof Uint8Array &&
    [y, videos, at, modalities].every(({ length }) => length === x.length);
  return whole ? { about: about.data, points: { x, y, videos, at, modalities } } : null;
}
