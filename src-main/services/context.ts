import type { Tools } from '../media/index.ts';
import type { AppFolders } from './app-folders.ts';
import type { JobRunner } from './jobs/job-runner.ts';
import type { ModelShelf } from './models/model-shelf.ts';
import type { Emit, LibrarySession, Role } from './session/session.ts';
import type { SettingsFile } from './settings/settings-file.ts';

/** What every service is built from. A service is a function of it that gives its part of the handlers. */
export interface ServiceContext {
  readonly role: Role;
  readonly emit: Emit;
  readonly folders: AppFolders;
  readonly session: LibrarySession;
  readonly settings: SettingsFile;
  readonly models: ModelShelf;
  /** Queues and runs long work; `define` a kind once, `start` it from a handler. Runs only where `role` is not `interactive`. */
  readonly jobs: JobRunner;
  /** ffmpeg and ffprobe, found once; throws `missing-program` when the machine has none. */
  tools(signal?: AbortSignal): Promise<Tools>;
}
