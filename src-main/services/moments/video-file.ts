import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { type Probe, playableInBrowser, probe } from '../../media/index.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { videoFile } from '../libraries/video-file.ts';

/** A video that can be read now, in a library or outside of any. */
export interface VideoFile {
  /** Names the file's content: another one after the file changed. */
  readonly key: string;
  readonly path: string;
  readonly probe: Probe;
}

/** The file of a library's video. Throws `not-found`, or `offline` when the file is out of reach. */
export async function fileOfVideo(
  context: ServiceContext,
  videoId: number,
  signal?: AbortSignal,
): Promise<VideoFile> {
  const { store } = context.session.current();
  const video = store.videos.get(videoId);
  const path = videoFile(store, video);
  if (video.presence !== 'present') {
    throw new EarsightError('offline', `${video.name} cannot be reached: its drive or folder is not there.`);
  }
  const key = fileKey(path);
  const kept = store.videos.probe(videoId) as Probe | null;
  if (kept) return { key, path, probe: kept };
  const found = await probe(await context.tools(signal), path, { signal });
  // A library that can only be read is looked at all the same; the file is probed again next time.
  if (store.readOnly) return { key, path, probe: found };
  store.videos.saveProbe(videoId, {
    probe: found,
    durationSeconds: found.durationSeconds,
    hasPicture: found.picture !== null,
    hasSound: found.sounds.length > 0,
    playable: playableInBrowser(found),
  });
  return { key, path, probe: found };
}

/** A file given by its path, in no library. Throws `not-found` or what the probe says of it. */
export async function fileOfPath(
  context: ServiceContext,
  path: string,
  signal?: AbortSignal,
): Promise<VideoFile> {
  const absolute = resolve(path);
  const key = fileKey(absolute);
  return { key, path: absolute, probe: await probe(await context.tools(signal), absolute, { signal }) };
}

function fileKey(path: string): string {
  try {
    const { size, mtimeMs } = statSync(path);
    return `${path}\0${size}\0${mtimeMs}`;
  } catch (error) {
    const { code } = toEarsightError(error);
    const gone = code === 'not-found';
    throw new EarsightError(
      gone ? 'not-found' : code,
      gone ? `There is no file ${path}.` : `${path} cannot be read.`,
      {
        cause: error,
      },
    );
  }
}

/** Checks that a time lies in the video. Throws `invalid-input` naming the field. */
export function checkTime(file: VideoFile, at: number, field = 'at'): void {
  const { durationSeconds } = file.probe;
  // The last frame is still shown at the very end, and containers round.
  if (at >= 0 && at <= durationSeconds + 0.05) return;
  throw new EarsightError('invalid-input', `${field} is ${at}, outside the video.`, {
    field,
    allowed: `0…${durationSeconds.toFixed(3)} (seconds)`,
  });
}
