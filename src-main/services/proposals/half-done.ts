import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '../../files/whole-files.ts';
import type { EditStep } from '../../store/index.ts';
import { cacheFolder } from '../caches/index.ts';

const halfDone = z.object({ next: z.int(), steps: z.array(z.custom<EditStep>()) });

/** Where a killed run goes on: the videos before `next` are done, and gave these steps. */
export type HalfDone = z.output<typeof halfDone>;

/** What a job of proposals keeps on the disk. Not in its record: that is read again with every report. */
export interface HalfDoneFile {
  read(): HalfDone | null;
  write(half: HalfDone): Promise<void>;
  remove(): void;
}

/** The file of a job; those of jobs that are not among the living go. */
export function halfDoneFile(libraryFolder: string, job: string, living: readonly string[]): HalfDoneFile {
  const folder = cacheFolder(libraryFolder, 'proposals');
  const path = join(folder, `${job}.json`);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!living.includes(name.slice(0, name.indexOf('.')))) rmSync(join(folder, name), { force: true });
  }
  return {
    read() {
      if (!existsSync(path)) return null;
      const parsed = halfDone.safeParse(JSON.parse(readFileSync(path, 'utf8')));
      return parsed.success ? parsed.data : null;
    },
    async write(half) {
      await mkdir(folder, { recursive: true });
      await writeWholeFile(path, (sink) => sink(new TextEncoder().encode(JSON.stringify(half))));
    },
    remove: () => rmSync(path, { force: true }),
  };
}
