import type { IndexResult } from '../../contract/jobs.ts';
import type { Video } from '../../store/index.ts';

/**
 * Counts what becomes of each video, once, however often its path comes up (the scan cannot read it, and then the
 * indexing): the last word counts. `found` is always indexed + unchanged + failed.
 */
export interface IndexTally {
  indexed(path: string, video: { moments: number; hasSound: boolean; hasPicture: boolean }): void;
  unchanged(path: string, video: Pick<Video, 'hasSound' | 'hasPicture'>): void;
  /** A video, or a file that the scan could not read. */
  failed(path: string, failure: { code: string; reason: string }): void;
  /** A folder that could not be looked through: told, but nobody knows how many videos it holds. */
  folderFailed(path: string, failure: { code: string; reason: string }): void;
  result(rest: { seconds: number; model: string; untrained: boolean }): IndexResult;
}

type Fate =
  | { kind: 'indexed'; moments: number; hasSound: boolean | null; hasPicture: boolean | null }
  | { kind: 'unchanged'; hasSound: boolean | null; hasPicture: boolean | null }
  | { kind: 'failed'; code: string; reason: string };

/** An empty tally. */
export function makeTally(): IndexTally {
  const fates = new Map<string, Fate>();
  const folders = new Map<string, { code: string; reason: string }>();
  return {
    indexed: (path, { moments, hasSound, hasPicture }) =>
      void fates.set(path, { kind: 'indexed', moments, hasSound, hasPicture }),
    unchanged: (path, { hasSound, hasPicture }) =>
      void fates.set(path, { kind: 'unchanged', hasSound, hasPicture }),
    failed: (path, { code, reason }) => void fates.set(path, { kind: 'failed', code, reason }),
    folderFailed: (path, { code, reason }) => void folders.set(path, { code, reason }),
    result: ({ seconds, model, untrained }) => ({
      ...count(fates.values()),
      seconds: Math.round(seconds * 100) / 100,
      failures: [
        ...[...folders].map(([path, failure]) => ({ path, ...failure })),
        ...[...fates].flatMap(([path, fate]) =>
          fate.kind === 'failed' ? [{ path, code: fate.code, reason: fate.reason }] : [],
        ),
      ],
      model,
      untrained,
    }),
  };
}

function count(fates: Iterable<Fate>): Pick<IndexResult, 'videos' | 'moments'> {
  const videos = { found: 0, indexed: 0, unchanged: 0, failed: 0, withoutAudio: 0, withoutVideo: 0 };
  let moments = 0;
  for (const fate of fates) {
    videos.found++;
    videos[fate.kind]++;
    if (fate.kind === 'failed') continue;
    if (fate.kind === 'indexed') moments += fate.moments;
    if (fate.hasSound === false) videos.withoutAudio++;
    if (fate.hasPicture === false) videos.withoutVideo++;
  }
  return { videos, moments };
}
