import type { IndexResult } from '../../contract/jobs.ts';
import type { Video } from '../../store/index.ts';

/** Counts what becomes of each video; `found` is always indexed + unchanged + failed. */
export interface IndexTally {
  indexed(video: { moments: number; hasSound: boolean; hasPicture: boolean }): void;
  unchanged(video: Video): void;
  /** A video, or a file that the scan could not read. */
  failed(path: string, failure: { code: string; reason: string }): void;
  /** A folder that could not be looked through: told, but nobody knows how many videos it holds. */
  folderFailed(path: string, failure: { code: string; reason: string }): void;
  result(rest: { seconds: number; model: string; untrained: boolean }): IndexResult;
}

/** An empty tally. */
export function makeTally(): IndexTally {
  const videos = { found: 0, indexed: 0, unchanged: 0, failed: 0, withoutAudio: 0, withoutVideo: 0 };
  const failures: IndexResult['failures'] = [];
  let moments = 0;
  const halves = (hasSound: boolean | null, hasPicture: boolean | null): void => {
    if (hasSound === false) videos.withoutAudio++;
    if (hasPicture === false) videos.withoutVideo++;
  };
  return {
    indexed(video) {
      videos.found++;
      videos.indexed++;
      moments += video.moments;
      halves(video.hasSound, video.hasPicture);
    },
    unchanged(video) {
      videos.found++;
      videos.unchanged++;
      halves(video.hasSound, video.hasPicture);
    },
    failed(path, failure) {
      videos.found++;
      videos.failed++;
      failures.push({ path, code: failure.code, reason: failure.reason });
    },
    folderFailed(path, { code, reason }) {
      failures.push({ path, code, reason });
    },
    result: (rest) => ({
      videos,
      moments,
      seconds: Math.round(rest.seconds * 100) / 100,
      failures,
      model: rest.model,
      untrained: rest.untrained,
    }),
  };
}
