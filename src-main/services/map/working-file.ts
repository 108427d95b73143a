import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder } from '../caches/index.ts';
import { readPacked, writePacked } from './packed-file.ts';
import type { ProjectionState } from './projection/index.ts';

/** How far one plane is: the layout of its fitted points, and where the others came to lie so far. */
export interface PlaneProgress {
  readonly layout: ProjectionState;
  /** Points placed, of those that were not fitted. */
  readonly placed: number;
  /** [placed, 2] */
  readonly positions: Float32Array;
}

/** What a map in the making keeps on the disk, so that a killed one goes on where it was. */
export interface WorkingFile {
  read(plane: number): PlaneProgress | null;
  write(plane: number, progress: PlaneProgress): void;
  remove(): void;
}

const aboutPlane = z.object({
  identity: z.string(),
  epoch: z.int(),
  random: z.int(),
  placed: z.int(),
});

const ending = '.working';

/**
 * The working file of a job; what it holds of another computation (`identity` differs: the vectors have changed
 * meanwhile) does not count. Those of jobs that are not among the living go.
 */
export function openWorkingFile(
  libraryFolder: string,
  job: string,
  identity: string,
  living: readonly string[],
): WorkingFile {
  const folder = cacheFolder(libraryFolder, 'maps');
  const jobOf = (name: string): string => name.slice(0, name.indexOf('.'));
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (name.includes(ending) && !living.includes(jobOf(name))) rmSync(join(folder, name), { force: true });
  }
  const fileOf = (plane: number): string => join(folder, `${job}.${plane}${ending}`);
  return {
    read(plane) {
      const packed = readPacked(fileOf(plane));
      const about = aboutPlane.safeParse(packed?.about);
      if (!packed || !about.success || about.data.identity !== identity) return null;
      const { layout, positions } = packed.arrays;
      if (!(layout instanceof Float64Array) || !(positions instanceof Float32Array)) return null;
      const { epoch, random, placed } = about.data;
      return { layout: { epoch, random, positions: layout }, placed, positions };
    },
    write(plane, { layout, placed, positions }) {
      const { epoch, random } = layout;
      writePacked(fileOf(plane), {
        about: { identity, epoch, random, placed },
        arrays: { layout: layout.positions, positions: positions.subarray(0, placed * 2) },
      });
    },
    remove() {
      for (const plane of [0, 1]) rmSync(fileOf(plane), { force: true });
    },
  };
}
