import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Answer } from '../../contract/answerer.ts';
import type { Input, MethodName, Output } from '../../contract/contract.ts';
import { methods } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import type { LibrarySummary } from '../../contract/library.ts';

/**
 * The folder of the library that belongs to a folder of videos: named after it, since a library shows its
 * folder's name, inside one named by a digest of its path, so that two folders called `2024` do not share one.
 * @param librariesFolder where libraries live (a setting)
 */
export function libraryFolderFor(videoFolder: string, librariesFolder: string): string {
  const name = basename(videoFolder)
    .replace(/[^\p{Letter}\p{Number}._ -]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
  const mark = createHash('sha256').update(videoFolder).digest('hex').slice(0, 8);
  return join(librariesFolder, mark, name || 'videos');
}

/**
 * Opens the library kept for a folder of videos, made on first use, with the folder as its source, and starts
 * indexing it. Throws `not-found` for a folder that is not there.
 * @param homeFolder the user's folder, for libraries that no setting puts elsewhere
 */
export async function openFolder(
  answer: Answer,
  folder: string,
  homeFolder: string,
  signal: AbortSignal,
): Promise<LibrarySummary> {
  const call = async <Name extends MethodName>(name: Name, input: Input<Name>): Promise<Output<Name>> =>
    methods[name].output.parse(await answer(name, input, signal)) as Output<Name>;

  const videos = await resolveFolder(folder);
  const { librariesFolder } = await call('settings.get', {});
  const library = libraryFolderFor(videos, librariesFolder ?? join(homeFolder, 'libraries'));
  const opened = await call('library.open', { folder: library });
  let source = opened.sources.find((known) => known.folder === videos);
  source ??= await call('sources.add', { folder: videos });
  await call('index.start', { sources: [source.id] });
  return call('library.summary', {});
}

async function resolveFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    throw new EarsightError('not-found', `There is no folder ${folder}.`, { field: 'folder' });
  }
}
