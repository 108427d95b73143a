import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../files/whole-files.ts';
import { HASH_DIGITS, type PlannedClip } from './cache-plan.ts';

const PLANS = 'plans';
const planSchema = z.array(z.string());

/** What pruning goes by. */
export interface PruneRequest {
  /** Folder of the training cache: a folder of clips for each settings, and `plans`. */
  readonly folder: string;
  /** Most bytes that the clips of all settings may take together. */
  readonly budgetBytes: number;
  /** The job whose plan this is, and the clips it needs. */
  readonly job: string;
  readonly clips: readonly PlannedClip[];
  /** True for a job that runs or waits: what it plans to read stays. */
  readonly isLive: (job: string) => boolean;
  /** True for the content of a video that the library still has, by the first `HASH_DIGITS` of its hash. */
  readonly isKnown: (hash: string) => boolean;
}

/**
 * Notes the plan of a run and removes what no plan of a living run uses: the clips of videos that the library has no
 * more, what killed runs left half written, and then the least recently used clips until all that stays and what is
 * still to be built fit the budget.
 */
export function pruneTrainingCache(request: PruneRequest): void {
  const { folder, budgetBytes, clips, isKnown } = request;
  notePlan(request);
  const needed = livePlans(request);
  const rest: { path: string; bytes: number; usedAt: number }[] = [];
  let bytes = clips.reduce((sum, { file, bytes: size }) => sum + (existsSync(file) ? 0 : size), 0);
  for (const { path, name } of filesOf(folder)) {
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info) continue;
    if (needed.has(relative(folder, path))) bytes += info.size;
    else if (name.endsWith('.clip') && isKnown(name.slice(0, HASH_DIGITS))) {
      rest.push({ path, bytes: info.size, usedAt: info.mtimeMs });
      bytes += info.size;
    } else if (name.endsWith('.clip') || isAbandoned(name, info.mtimeMs)) remove(path);
  }
  for (const { path, bytes: size } of rest.sort((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= budgetBytes) break;
    remove(path);
    bytes -= size;
  }
}

/** Written down before anything is built: another run that prunes meanwhile must see it. */
function notePlan({ folder, job, clips }: PruneRequest): void {
  const plans = join(folder, PLANS);
  mkdirSync(plans, { recursive: true });
  replaceFile(join(plans, `${job}.json`), JSON.stringify(clips.map(({ file }) => relative(folder, file))));
  const now = Date.now() / 1000;
  for (const { file } of clips) if (existsSync(file)) utimesSync(file, now, now);
}

function livePlans({ folder, job, isLive }: PruneRequest): ReadonlySet<string> {
  const plans = join(folder, PLANS);
  const needed = new Set<string>();
  for (const name of readdirSync(plans)) {
    const owner = name.replace(/\.json$/, '');
    if (owner !== job && !isLive(owner)) remove(join(plans, name));
    else
      for (const file of planSchema.parse(JSON.parse(readFileSync(join(plans, name), 'utf8'))))
        needed.add(file);
  }
  return needed;
}

function* filesOf(folder: string): Generator<{ path: string; name: string }> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !relative(folder, path).startsWith(PLANS)) yield { path, name: entry.name };
  }
}

/** No clip takes an hour to write. */
function isAbandoned(name: string, writtenAt: number): boolean {
  return name.endsWith('.part') && Date.now() - writtenAt > 3_600_000;
}

/** On Windows a file that another process reads cannot go; it goes the next time. */
function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!['EBUSY', 'EPERM', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
