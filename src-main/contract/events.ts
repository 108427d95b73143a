import { z } from 'zod';
import { historyDepth } from './annotations.ts';
import { job } from './jobs.ts';
import { librarySummary } from './library.ts';
import { settings } from './models.ts';
import { runItem } from './runs.ts';
import { id } from './values.ts';

/** What the back end tells every window without being asked. */
export const events = {
  job,
  library: librarySummary,
  'videos-changed': z.object({ videos: z.array(id).describe('Empty when the whole list may have changed') }),
  /** Labels or annotations changed, by this window or another; no videos named when any may have changed. */
  'annotations-changed': z.object({
    videos: z.array(id),
    labels: z.boolean(),
    depth: historyDepth,
  }),
  'settings-changed': settings,
  /** A training run moved on; its curve is fetched with `runs.curve`. */
  run: runItem,
  worker: z.object({
    worker: z.enum(['interactive', 'jobs']),
    state: z.enum(['restarted', 'died']),
    reason: z.string(),
  }),
  /** A menu item of the desktop that the window acts on; the folder where the item names one. */
  menu: z.object({
    action: z.enum([
      'open-folder',
      'open-library',
      'settings',
      'shortcuts',
      'undo',
      'redo',
      'undo-remove',
      'import',
      'export',
      'export-annotations',
      'about',
    ]),
    folder: z.string().nullable(),
  }),
} as const;

export type Events = { [Name in keyof typeof events]: z.infer<(typeof events)[Name]> };
export type EventName = keyof Events;
