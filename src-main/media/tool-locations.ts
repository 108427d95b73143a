import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path';

const require = createRequire(import.meta.url);

/** A program's file name on this system. */
export const executableName = (program: string): string =>
  process.platform === 'win32' ? `${program}.exe` : program;

/**
 * The same file where a packed application can run it: programs cannot be started from inside `app.asar`, so the
 * packer puts them into `app.asar.unpacked` beside it.
 */
export const outsideArchive = (path: string): string =>
  path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked');

/** Folder of an installed package; null when it is not installed (optional ones exist for some systems only). */
export const packageFolder = (name: string): string | null => {
  try {
    return dirname(require.resolve(`${name}/package.json`));
  } catch {
    return null;
  }
};

/** Where a package's program would be; null when the package is not installed. */
export const packagedProgram = (packageName: string, program: string): string | null => {
  const folder = packageFolder(packageName);
  return folder === null ? null : outsideArchive(join(folder, executableName(program)));
};

/**
 * A program's files on PATH, first match first. Looked up here rather than left to the system, because Windows would
 * look into the current folder first, which may be a folder of someone else's videos.
 */
export const onPath = (program: string, path = process.env.PATH ?? ''): string[] =>
  path
    .split(delimiter)
    .map((folder) => folder.replace(/^"|"$/g, ''))
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, executableName(program)))
    .filter((file) => existsSync(file));

/** The folder where this system keeps a user's caches of Earsight. */
export const userCacheFolder = (): string => {
  const home = homedir();
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'earsight', 'cache');
  }
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'earsight');
  const configured = process.env.XDG_CACHE_HOME;
  return join(configured?.startsWith(sep) ? configured : join(home, '.cache'), 'earsight');
};
