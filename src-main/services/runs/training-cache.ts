import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ClipFileError, openClip } from '../../training/index.ts';
import { cacheFolder } from '../caches/cache-folders.ts';
import type { ServiceContext } from '../context.ts';
import { fileOfVideo } from '../moments/video-file.ts';
import {
  bytesPerSecond,
  type CacheSettings,
  type CacheVideo,
  HASH_DIGITS,
  type PlannedClip,
  planCache,
} from './cache-plan.ts';
import { pruneTrainingCache } from './cache-prune.ts';
import { keepClip } from './keep-clip.ts';
import { learnableVideos } from './learnable-videos.ts';

/** What the cache of a run takes and what is there of it. */
export interface CachePlan {
  readonly clips: readonly PlannedClip[];
  readonly videos: number;
  /** Videos without sound or picture, or out of reach. */
  readonly leftOut: number;
  readonly moments: number;
  readonly bytes: number;
  readonly bytesThere: number;
}

/** Plans the training cache of some sources; nothing is decoded except what probing needs. */
export async function planTrainingCache(
  context: ServiceContext,
  sources: readonly number[] | undefined,
  settings: CacheSettings,
  signal: AbortSignal,
): Promise<CachePlan> {
  const { videos, leftOut } = await learnableVideos(context, sources, signal);
  const { pictureSize, framesPerMoment, ratePerSecond } = settings;
  const folder = join(
    cacheFolder(context.session.current().folder, 'training'),
    `${pictureSize}px-${framesPerMoment}f-${ratePerSecond}hz`,
  );
  mkdirSync(folder, { recursive: true });
  const clips = planCache(folder, videos, settings);
  const bytes = clips.reduce((sum, clip) => sum + clip.bytes, 0);
  return {
    clips,
    videos: videos.length,
    leftOut,
    moments: Math.floor((bytes / bytesPerSecond(settings)) * ratePerSecond),
    bytes,
    bytesThere: clips.reduce((sum, { file }) => sum + (existsSync(file) ? statSync(file).size : 0), 0),
  };
}

/** Removes from the training cache what no run uses, as far as the budget asks for it, and notes the plan of this job. */
export function makeRoom(
  context: ServiceContext,
  { clips }: CachePlan,
  { budgetBytes }: CacheSettings,
  job: string,
): void {
  const { folder, store } = context.session.current();
  const live = new Set(store.jobs.list({ states: ['queued', 'running', 'paused'] }).map(({ id }) => id));
  const sources = store.sources.list().flatMap(({ id }) => store.videos.ofSource(id));
  const known = new Set(sources.map(({ contentHash }) => contentHash?.slice(0, HASH_DIGITS)));
  pruneTrainingCache({
    folder: cacheFolder(folder, 'training'),
    budgetBytes,
    job,
    clips,
    isLive: (id) => live.has(id),
    isKnown: (hash) => known.has(hash),
  });
}

/** How far the building is and where it may stop. */
export interface CacheControl {
  readonly signal: AbortSignal;
  report(progress: number | null, message?: string): void;
  gate(): Promise<void>;
}

/**
 * Builds what is missing of a planned cache and gives the files that can be learnt from. A kill leaves whole
 * clips only; a file that cannot be decoded is left out and counted.
 */
export async function buildTrainingCache(
  context: ServiceContext,
  plan: CachePlan,
  settings: CacheSettings,
  control: CacheControl,
): Promise<{ files: readonly string[]; failed: number }> {
  const tools = await context.tools(control.signal);
  const files: string[] = [];
  let failed = 0;
  for (const [index, clip] of plan.clips.entries()) {
    await control.gate();
    control.report(index / plan.clips.length, `Preparing clip ${index + 1} of ${plan.clips.length}`);
    if (!isComplete(clip.file)) {
      try {
        const { path, probe } = await fileOfVideo(context, clip.video.id, control.signal);
        await keepClip(tools, path, probe, clip, settings, control.signal);
      } catch (error) {
        control.signal.throwIfAborted();
        if (isDiskFull(error)) throw error;
        failed++;
        continue;
      }
    }
    files.push(clip.file);
  }
  return { files, failed };
}

/** True when the file is a whole clip; one of an older format or cut short is made again. */
function isComplete(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    openClip(file).close();
    return true;
  } catch (error) {
    if (error instanceof ClipFileError) return false;
    throw error;
  }
}

function isDiskFull(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC';
}

export type { CacheVideo };
