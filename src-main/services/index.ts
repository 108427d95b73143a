import type { Handlers } from '../contract/contract.ts';
import type { Settings } from '../contract/models.ts';
import { annotationHandlers } from './annotations/annotation-service.ts';
import { cacheHandlers } from './caches/index.ts';
import type { ServiceContext } from './context.ts';
import { createContext } from './create-context.ts';
import { doctorHandlers } from './doctor/index.ts';
import { evaluationHandlers } from './evaluation/index.ts';
import { exportHandlers } from './exports/index.ts';
import { heatmapHandlers } from './heatmaps/index.ts';
import { indexingHandlers } from './indexing/index.ts';
import { interchangeHandlers } from './interchange/index.ts';
import { jobHandlers } from './jobs/index.ts';
import { libraryHandlers } from './libraries/library-service.ts';
import { mapHandlers } from './map/index.ts';
import { makeMediaHandler } from './media-requests/index.ts';
import { modelHandlers } from './models/index.ts';
import { warmUpModels } from './models/warm-up.ts';
import { proposalMakingHandlers } from './proposals/index.ts';
import { proxyHandlers } from './proxies/index.ts';
import { queryHandlers } from './queries/index.ts';
import { runHandlers } from './runs/index.ts';
import type { Emit, Role } from './session/session.ts';
import { settingsHandlers } from './settings/index.ts';
import { makeWorkbench, type Workbench } from './workbench.ts';

export type { ServiceContext } from './context.ts';
export type { Emit, OpenLibrary, Role } from './session/session.ts';
export type { Workbench } from './workbench.ts';

export interface ServicesOptions {
  /** Which half of the contract this process answers. */
  role: Role;
  /** The library to open at once; otherwise `library.open` does. */
  library?: string;
  /** Hears every event. */
  emit: Emit;
  /** The app's own folder; found by itself when left out. */
  appFolder?: string;
  /** The user's folder (settings, models, downloads); `EARSIGHT_HOME` or the platform's usual place when left out. */
  homeFolder?: string;
  /** What networks run on in this process, in place of what the settings say. */
  engine?: Partial<Pick<Settings, 'device' | 'runtime'>>;
}

/** The services of one process, behind the contract. */
export interface Services {
  /**
   * Every method: a router sends each to the worker that the contract names. `library.open` must go to both
   * workers, the `interactive` one first, whose answer is the one to return.
   */
  readonly handlers: Partial<Handlers>;
  /** Answers the paths of `mediaPaths` (contract/client.ts): GET and HEAD only, any origin; the transport guards the door. */
  media(request: Request): Promise<Response>;
  /** What the services are built from: for the command line, which also works on files outside any library. */
  readonly context: ServiceContext;
  /** The means that handlers share: readers, caches, makers of heatmaps. */
  readonly workbench: Workbench;
  /** Stops the running job where it can resume, closes the library and releases the networks. */
  close(): Promise<void>;
}

/** Makes the services of a process and, when a library is given, opens it (making it where there is none). */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const context = createContext(options);
  const workbench = makeWorkbench(context);
  const handlers: Partial<Handlers> = Object.assign(
    {},
    ...handlerMakers.map((make) => make(context, workbench)),
  );
  context.session.beforeClose(async () => {
    await context.jobs.letGo();
    await workbench.clear();
  });
  context.session.afterOpen(() => context.jobs.takeUp());
  if (context.role === 'interactive') warmUpModels(context);
  if (options.library !== undefined) await context.session.open(options.library);
  return {
    handlers,
    media: makeMediaHandler(context, workbench),
    context,
    workbench,
    async close() {
      await context.session.close();
      await context.models.release();
    },
  };
}

/** Each room of services gives its part of the handlers; to add one: a line here. */
const handlerMakers: readonly ((context: ServiceContext, workbench: Workbench) => Partial<Handlers>)[] = [
  libraryHandlers,
  settingsHandlers,
  modelHandlers,
  doctorHandlers,
  jobHandlers,
  indexingHandlers,
  queryHandlers,
  heatmapHandlers,
  exportHandlers,
  annotationHandlers,
  proposalMakingHandlers,
  interchangeHandlers,
  proxyHandlers,
  cacheHandlers,
  runHandlers,
  evaluationHandlers,
  mapHandlers,
];
