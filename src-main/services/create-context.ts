import { join } from 'node:path';
import { findTools, type Tools } from '../media/index.ts';
import { findAppFolders } from './app-folders.ts';
import type { ServiceContext } from './context.ts';
import { makeJobRunner } from './jobs/job-runner.ts';
import { makeModelShelf } from './models/model-shelf.ts';
import type { DeviceChoice } from './models/open-model.ts';
import { makeLibrarySession } from './session/library-session.ts';
import type { Emit, Role } from './session/session.ts';
import { openSettings } from './settings/settings-file.ts';

/** What a process needs to be told to build its services. */
export interface ContextOptions {
  role: Role;
  emit: Emit;
  appFolder?: string;
  homeFolder?: string;
  /** What networks run on in this process, in place of what the settings say. */
  engine?: Partial<DeviceChoice>;
}

/** Builds what all services stand on. Opens nothing yet. */
export function createContext({ role, emit, appFolder, homeFolder, engine }: ContextOptions): ServiceContext {
  const folders = findAppFolders({
    ...(appFolder === undefined ? {} : { app: appFolder }),
    ...(homeFolder === undefined ? {} : { home: homeFolder }),
  });
  const session = makeLibrarySession();
  const settings = openSettings(folders.home);
  let tools: Promise<Tools> | null = null;
  return {
    role,
    emit,
    folders,
    session,
    settings,
    models: makeModelShelf(folders, settings, engine),
    jobs: makeJobRunner({ role, session, emit }),
    tools() {
      // Not the caller's signal: one cancelled request must not spoil the search for all others.
      tools ??= findTools({ downloadFolder: join(folders.home, 'programs') }).catch((error) => {
        tools = null;
        throw error;
      });
      return tools;
    },
  };
}
