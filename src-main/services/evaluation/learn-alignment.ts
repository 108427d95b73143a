import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EarsightError } from '../../contract/errors.ts';
import { type Alignment, learnAlignment } from '../../evaluation/index.ts';
import type { ServiceContext } from '../context.ts';
import { cannotRead } from '../errors.ts';
import { kindByName } from '../libraries/media-extensions.ts';
import { chooseLearntMoments } from './choose-moments.ts';
import { type Collecting, collectMoments } from './collect-moments.ts';
import type { LabelledVideo } from './labelled-videos.ts';
import { tablesOf } from './measure-retrieval.ts';

/** Components kept (Objects that Sound, §3.1). */
const components = 128;
/** More videos than this add little to the covariances and take long. */
const mostVideos = 4000;
/** Of one moment there is no covariance. */
const fewestMoments = 2;

/**
 * Learns CCA from up to four random moments of each video of a folder (its subfolders included). None of these may be
 * among the videos that are evaluated: throws `invalid-input` then, and when there are too few to learn from.
 */
export async function learnFromFolder(
  context: ServiceContext,
  folder: string,
  evaluated: readonly LabelledVideo[],
  seed: number,
  collecting: Omit<Collecting, 'choose'>,
): Promise<{ alignment: Alignment; pairs: number }> {
  const names = (await namesBelow(folder)).filter((name) => kindByName(name) === 'video').sort();
  const measured = new Set(evaluated.map((video) => video.path));
  const videos = names.slice(0, mostVideos).map((name): LabelledVideo => {
    const absolute = path.resolve(folder, name);
    if (measured.has(absolute)) {
      throw new EarsightError('invalid-input', `${absolute} is both learnt from and evaluated.`, {
        field: 'alignOn',
        allowed: 'a folder with none of the evaluated videos',
      });
    }
    const entry = { video: name, named: 'path' as const, labels: [], boxes: [], segments: [], objects: [] };
    return { videoId: null, name: path.basename(name), path: absolute, classes: [], entry };
  });
  const moments = await collectMoments(context, videos, {
    ...collecting,
    choose: (entry, durationSeconds) => chooseLearntMoments(entry, durationSeconds, seed),
  });
  if (moments.length < fewestMoments) {
    const what = `${folder} holds too few videos with picture and sound.`;
    const allowed = `videos with at least ${fewestMoments} moments in all`;
    throw new EarsightError('invalid-input', what, { field: 'alignOn', allowed });
  }
  // One step that takes seconds: what it is has to be told before it begins.
  collecting.control.report(1, `Alignment of ${moments.length} pairs`);
  await collecting.control.gate();
  const { frames, sounds } = tablesOf(moments, null);
  return { alignment: learnAlignment(frames, sounds, { components }), pairs: moments.length };
}

async function namesBelow(folder: string): Promise<string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (cause) {
    throw cannotRead('the folder', folder, cause, { field: 'alignOn', allowed: 'a folder of videos' });
  }
}
