import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The folder on the app's command line, absolute; null when there is none. Switches, Chromium's among them,
 * are no folders.
 * @param packaged a packaged app has its own name in front, a checkout Electron's and the app's folder
 */
export function folderArgument(
  argv: readonly string[],
  packaged: boolean,
  from = process.cwd(),
): string | null {
  const named = argv.slice(packaged ? 1 : 2).find((word) => !word.startsWith('-'));
  if (named === undefined) return null;
  const folder = resolve(from, named);
  return existsSync(folder) ? folder : null;
}
