import { InterchangeError } from './errors.ts';
import { stemOf } from './export-plan.ts';
import type { ImportContext, ImportFile, VideoReference } from './types.ts';

/**
 * The video of a file that names none itself: the one the caller chose, or else the one with the file's own name.
 * @throws InterchangeError when there is neither.
 */
export function videoOfFile(file: ImportFile, context: ImportContext): VideoReference {
  const stem = stemOf(file.name);
  // `band.selections.txt` is about `band`, `band.mp4.srt` about `band.mp4`; Raven numbers the tables of a sound:
  // `band.Table.1.selections.txt`.
  const bare = stemOf(stem);
  const names = [file.name, stem, bare, bare.replace(/\.Table\.\d+$/i, '')];
  const video =
    context.defaultVideo ?? names.map((name) => context.findVideo(name)).find((found) => found !== null);
  if (video) return video;
  throw new InterchangeError(
    'invalid-input',
    `${file.name} does not say which video it is about, and none in the library has its name`,
    { field: 'video' },
    'a video of the library, chosen with --video',
  );
}
