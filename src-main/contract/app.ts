import { z } from 'zod';
import { librarySummary } from './library.ts';
import { method } from './method.ts';

/** What surrounds the page, so that it offers only what works there. */
export const environment = z.object({
  kind: z.enum(['electron', 'browser']),
  platform: z.enum(['windows', 'mac', 'linux']),
  version: z.string(),
  canChooseFolder: z.boolean().describe("True where the system's folder dialog is to be had (Electron)"),
});
export type Environment = z.infer<typeof environment>;

/** A folder of this machine as the page's own folder picker shows it. */
export const folderListing = z.object({
  folder: z.string().describe('Absolute, with links resolved'),
  parent: z.string().nullable(),
  folders: z.array(z.object({ name: z.string(), path: z.string() })).describe('Sorted, hidden ones left out'),
  videos: z.int().describe('Files directly in it that look like videos, at most 9,999'),
  truncated: z.boolean().describe('True when it holds more sub-folders than are listed (2,000)'),
});
export type FolderListing = z.infer<typeof folderListing>;

/** Answered by the main process itself: windows, dialogs and where things lie on this machine. */
export const appMethods = {
  'app.environment': method(z.object({}), environment, 'main'),
  /** Asks with the system's dialog (Electron only; `not-allowed` in a browser); null when dismissed. */
  'app.chooseFolder': method(
    z.object({ title: z.string().max(200).default('Choose a folder of videos') }),
    z.object({ folder: z.string().nullable() }),
    'main',
  ),
  /** The sub-folders of a folder, names only; the home folder when none is given. */
  'app.listFolders': method(z.object({ folder: z.string().max(4096).optional() }), folderListing, 'main'),
  /** Opens the library kept for a folder of videos (made on first use), with the folder as its source, and indexes it. */
  'app.openFolder': method(z.object({ folder: z.string().min(1).max(4096) }), librarySummary, 'main'),
  /** Shows an exported file in the system's file manager (Electron only; `not-allowed` in a browser). */
  'app.showFile': method(z.object({ file: z.string().min(1).max(4096) }), z.object({}), 'main'),
} as const;
