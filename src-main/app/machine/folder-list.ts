import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, extname, isAbsolute, join } from 'node:path';
import type { FolderListing } from '../../contract/app.ts';
import { EarsightError } from '../../contract/errors.ts';

const mostFolders = 2000;
const mostVideos = 9999;

/** Endings of files that are likely videos: a hint for the picker, not what indexing goes by. */
const videoEndings = new Set(
  '.mp4 .m4v .mov .mkv .webm .avi .mpg .mpeg .mts .m2ts .ts .wmv .flv .ogv .3gp .mxf .vob'.split(' '),
);

/** Folders of the system that show no files but its insides. */
const systemFolders: readonly string[] =
  process.platform === 'linux' ? ['/proc', '/sys', '/dev', '/run'] : [];

/**
 * The sub-folders of a folder, for the page's own folder picker where there is no system dialog. It gives
 * names and a count only, never a file. Throws `invalid-input` for a path that is not absolute, `not-found`
 * and `not-allowed` for folders that are not there or not readable.
 */
export async function listFolders(folder: string = homedir()): Promise<FolderListing> {
  if (!isAbsolute(folder) || folder.includes('\0'))
    throw new EarsightError('invalid-input', 'The folder must be an absolute path.', { field: 'folder' });
  try {
    const place = await realpath(folder);
    if (systemFolders.some((system) => place === system || place.startsWith(`${system}/`)))
      throw new EarsightError('not-allowed', `${place} holds no videos.`, { field: 'folder' });
    return await listing(place);
  } catch (error) {
    throw asFolderError(error, folder);
  }
}

async function listing(place: string): Promise<FolderListing> {
  const folders: FolderListing['folders'] = [];
  let videos = 0;
  for (const entry of await readdir(place, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(place, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(path))))
      folders.push({ name: entry.name, path });
    else if (videoEndings.has(extname(entry.name).toLowerCase())) videos++;
  }
  folders.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }));
  const parent = dirname(place);
  return {
    folder: place,
    parent: parent === place ? null : parent,
    folders: folders.slice(0, mostFolders),
    videos: Math.min(videos, mostVideos),
    truncated: folders.length > mostFolders,
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // A dangling link is no folder to choose.
    return false;
  }
}

function asFolderError(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new EarsightError('not-found', `There is no folder ${folder}.`, { field: 'folder' });
  if (code === 'EACCES' || code === 'EPERM')
    return new EarsightError('not-allowed', `${folder} may not be read.`, { field: 'folder' });
  return error;
}
