import { existsSync, readdirSync } from 'node:fs';
import type { FoundFile, Source, Store, Video } from '../../store/index.ts';
import { contentHash } from './content-hash.ts';
import { pathBelow } from './file-names.ts';
import { isUnchanged, planScan, type ScanPlan } from './scan-plan.ts';
import { exactPath } from './video-file.ts';
import { reasonOf, type WalkedFile, type WalkProblem, walkFolder } from './walk-folder.ts';

/** What a scan of one source did. */
export interface ScanResult {
  readonly sourceId: number;
  /** False when the folder is not there: its videos are offline and nothing else was changed. */
  readonly online: boolean;
  readonly added: number;
  readonly changed: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly missing: number;
  /** Files and folders that could not be read; paths relative to the source. */
  readonly problems: WalkProblem[];
}

export interface ScanOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of files looked at so far and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How many files are read at once for their hash: enough to keep a drive busy, few enough for a spinning one. */
const hashesAtOnce = 4;

/**
 * Brings the library's record of one source in line with its folder. Nothing is discarded: files that are gone
 * become missing, and all videos offline when the folder is gone, unreadable or, having held videos, entirely
 * empty (the mount point of an unplugged drive).
 * @throws StoreError `not-found` for an unknown source; AbortError
 */
export async function scanSource(
  library: { readonly store: Store },
  sourceId: number,
  options: ScanOptions = {},
): Promise<ScanResult> {
  const { store } = library;
  const source = store.sources.get(sourceId);
  const walk = await walkFolder(source.folder, options.signal);
  const known = store.videos.ofSource(sourceId, { removed: true });
  if (!walk.reachable || (walk.empty && known.length > 0)) {
    store.sources.setOnline(sourceId, false);
    return { ...nothing, sourceId, online: false, problems: walk.problems };
  }
  const { files, problems } = await hashWhereNeeded(source, known, walk.files, options);
  const allProblems = [...walk.problems, ...problems];
  options.signal?.throwIfAborted();
  const plan = store.transaction(() => {
    // Read again under the lock: another process may have scanned the same folder meanwhile.
    const rows = store.videos.ofSource(sourceId, { removed: true });
    const made = planScan({
      sourceId,
      rows,
      files,
      unreadable: allProblems.map((problem) => problem.path),
      orphansElsewhere: orphansElsewhere(store, sourceId, rows, files),
    });
    store.sources.setOnline(sourceId, true);
    carryOut(store, sourceId, made);
    store.sources.markScanned(sourceId);
    return made;
  });
  return {
    sourceId,
    online: true,
    added: plan.added.length,
    changed: plan.changed.length,
    moved: plan.moved.length,
    unchanged: plan.unchanged + plan.touched.length,
    missing: plan.missing.length,
    problems: allProblems,
  };
}

/** Scans all sources (or some), one after the other. */
export async function scanSources(
  library: { readonly store: Store },
  sourceIds?: readonly number[],
  options: ScanOptions = {},
): Promise<ScanResult[]> {
  const ids = sourceIds ?? library.store.sources.list().map((source) => source.id);
  const results: ScanResult[] = [];
  for (const id of ids) results.push(await scanSource(library, id, options));
  return results;
}

const nothing = { added: 0, changed: 0, moved: 0, unchanged: 0, missing: 0 };

/**
 * Files that are new, or differ from the record in size or time, are read for their hash; the others keep it.
 * One that cannot be read and differs from its record is left out: it is out of reach, not changed. A new one goes
 * in without a hash, so that indexing it gives the reason where people look for it.
 */
async function hashWhereNeeded(
  source: Source,
  rows: readonly Video[],
  walked: readonly WalkedFile[],
  options: ScanOptions,
): Promise<{ files: FoundFile[]; problems: WalkProblem[] }> {
  const rowByPath = new Map(rows.map((row) => [row.path, row]));
  const problems: WalkProblem[] = [];
  const files: (FoundFile | null)[] = [];
  const hash = async (file: WalkedFile): Promise<FoundFile | null> => {
    const row = rowByPath.get(file.path);
    if (row !== undefined && isUnchanged(row, file) && row.contentHash !== null)
      return { ...file, contentHash: row.contentHash };
    try {
      const path = pathBelow(source.folder, { text: file.path, bytes: file.pathBytes });
      return { ...file, contentHash: await contentHash(path, file.sizeBytes) };
    } catch (error) {
      problems.push({ path: file.path, code: 'unreadable-file', reason: reasonOf(error) });
      return row === undefined || isUnchanged(row, file) ? { ...file, contentHash: null } : null;
    }
  };
  for (let start = 0; start < walked.length; start += hashesAtOnce) {
    options.signal?.throwIfAborted();
    files.push(...(await Promise.all(walked.slice(start, start + hashesAtOnce).map(hash))));
    options.onProgress?.(files.length, walked.length);
  }
  return { files: files.filter((file) => file !== null), problems };
}

/**
 * Videos of other sources whose content turned up here while their own file is gone: they were moved. When the
 * other file is still there this one is a copy; when its drive is away nobody can tell, so it counts as one.
 */
function orphansElsewhere(
  store: Store,
  sourceId: number,
  rows: readonly Video[],
  files: readonly FoundFile[],
): Video[] {
  const known = new Set(rows.map((row) => row.contentHash));
  const sources = new Map(store.sources.list().map((source) => [source.id, source]));
  const orphans = new Map<number, Video>();
  for (const file of files) {
    if (file.contentHash === null || file.sizeBytes === 0 || known.has(file.contentHash)) continue;
    for (const row of store.videos.ofContent(file.contentHash)) {
      const source = sources.get(row.sourceId);
      if (row.sourceId === sourceId || source === undefined || !holdsAnything(source.folder)) continue;
      if (!existsSync(exactPath(source, row))) orphans.set(row.id, row);
    }
  }
  return [...orphans.values()];
}

/** False for a folder that is gone and for the empty mount point of an unplugged drive. */
function holdsAnything(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

function carryOut(store: Store, sourceId: number, plan: ScanPlan): void {
  const { videos } = store;
  const ids = (list: readonly Video[]): number[] => list.map((video) => video.id);
  // Missing ones first: they give their paths up.
  videos.setPresence(ids(plan.missing), 'missing');
  // Out of the way first: names may have been swapped, and a path belongs to one video.
  for (const { video } of plan.moved) {
    const { sizeBytes, modifiedMs, contentHash: hash } = video;
    const path = `\u0001moving/${video.id}`;
    videos.relocate(video.id, video.sourceId, { path, sizeBytes, modifiedMs, contentHash: hash });
  }
  for (const { video, file } of plan.moved) videos.relocate(video.id, sourceId, file);
  for (const { video, file } of plan.touched) videos.refreshFingerprint(video.id, file);
  for (const { video, file } of plan.changed) videos.replaceContent(video.id, file);
  for (const file of plan.added) videos.add(sourceId, file);
  videos.setPresence(ids(plan.returned), 'present');
  videos.setPresence(ids(plan.outOfReach), 'offline');
}
