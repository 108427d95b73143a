import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EarsightError } from '../contract/errors.ts';
import { findAppFolders } from '../services/app-folders.ts';
import { mainMethods } from './machine/main-methods.ts';
import { openFirst } from './machine/open-first.ts';
import { type PageServer, serve } from './serve.ts';
import { Supervisor } from './supervisor.ts';
import { startNodeWorker } from './workers/node-worker.ts';

export interface RunServerOptions {
  /** 0 takes any free port. */
  port?: number;
  /** The library to open. */
  library?: string;
  /** A folder of videos to open in the library kept for it. */
  folder?: string;
  /** The user's folder; `EARSIGHT_HOME` or the platform's usual place when left out. */
  home?: string;
}

export interface RunningServer extends PageServer {
  readonly supervisor: Supervisor;
}

/**
 * Starts the browser mode: the workers, the library (the demo library when neither a library nor a folder is
 * named) and the server. Throws `missing-program` when there is no page and it cannot be built.
 */
export async function runServer(options: RunServerOptions = {}): Promise<RunningServer> {
  const folders = findAppFolders(options.home === undefined ? {} : { home: options.home });
  const pageFolder = await builtPage(folders.app);
  const supervisor = new Supervisor({
    start: () => startNodeWorker(workerEntry(), { compileCache: join(folders.home, 'compiled') }),
    appFolder: folders.app,
    homeFolder: folders.home,
  });
  supervisor.handle(
    mainMethods(supervisor, { kind: 'browser', version: folders.version, homeFolder: folders.home }),
  );
  try {
    const server = await serve({ supervisor, pageFolder, port: options.port ?? 0 });
    try {
      await openFirst(supervisor.call, options, folders.home);
    } catch (error) {
      // Nobody is to find a page without what it was started for, and an open port would keep the process alive.
      await server.close();
      throw error;
    }
    return {
      port: server.port,
      newLink: server.newLink,
      supervisor,
      close: async () => {
        await server.close();
        await supervisor.close();
      },
    };
  } catch (error) {
    await supervisor.close();
    throw error;
  }
}

/** The folder of the page; in a checkout that has not built it yet, it is built now. */
async function builtPage(appFolder: string): Promise<string> {
  const folder = join(appFolder, 'out', 'renderer');
  if (existsSync(join(folder, 'index.html'))) return folder;
  const builder = join(appFolder, 'scripts', 'build-stale.mjs');
  if (existsSync(builder)) {
    const child = spawn(process.execPath, [builder, 'renderer'], { stdio: ['ignore', 2, 2] });
    const [status] = (await once(child, 'exit')) as [number | null];
    if (status === 0) return folder;
  }
  throw new EarsightError('missing-program', 'The page cannot be built here.');
}

/** The worker's entry beside this module: TypeScript in a checkout, JavaScript in the built bundle. */
function workerEntry(): string {
  const here = import.meta.url;
  return fileURLToPath(new URL(here.endsWith('.ts') ? './worker.ts' : './worker.js', here));
}
