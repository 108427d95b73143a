import { resolve } from 'node:path';
import type { Answer } from '../../contract/answerer.ts';
import { EarsightError } from '../../contract/errors.ts';
import { openFolder } from './open-folder.ts';

/** What the app was started for: a library, a folder of videos, or neither. */
export interface FirstThing {
  library?: string;
  folder?: string;
}

/**
 * Opens what the app was started for; the demo library when that is nothing. What was named must open; without
 * the demo library the window is still of use, and says what is missing.
 * @param homeFolder the user's folder
 */
export async function openFirst(call: Answer, first: FirstThing, homeFolder: string): Promise<void> {
  const { signal } = new AbortController();
  if (first.folder !== undefined) await openFolder(call, first.folder, homeFolder, signal);
  else if (first.library !== undefined) {
    // A new library is made: videos are added to it in the window.
    await call('library.open', { folder: resolve(first.library) }, signal);
  } else await openDemo(call, signal);
}

async function openDemo(call: Answer, signal: AbortSignal): Promise<void> {
  try {
    await call('library.open', {}, signal);
    // Nobody needs to be told to index what came with the app; it takes seconds, and nothing the next time.
    await call('index.start', {}, signal);
  } catch (error) {
    process.stderr.write(`The demo library does not open: ${EarsightError.toData(error).message}\n`);
  }
}
