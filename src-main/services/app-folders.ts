import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the app keeps what belongs to no single library. All paths are absolute. */
export interface AppFolders {
  /** The app itself: package.json, models/, resources/. */
  readonly app: string;
  /** The app's version, from package.json. */
  readonly version: string;
  /** Models that ship with the app. */
  readonly builtInModels: string;
  /** Models the user trained or imported. */
  readonly userModels: string;
  /** The demo clips. */
  readonly demoVideos: string;
  /** Settings, downloads, and (unless a setting says otherwise) libraries. */
  readonly home: string;
}

/**
 * The app's folders. `EARSIGHT_HOME` overrides the user's folder, `app` the place of the app itself, which
 * is otherwise the nearest folder above this file that holds Earsight's package.json (the same rule serves a
 * checkout, the built bundle and app.asar).
 */
export function findAppFolders(options: { app?: string; home?: string } = {}): AppFolders {
  const app = options.app ?? findApp(import.meta.dirname);
  const home = options.home ?? process.env.EARSIGHT_HOME ?? defaultHome();
  const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { version: string };
  return {
    app,
    version,
    builtInModels: join(app, 'models'),
    userModels: join(home, 'models'),
    demoVideos: join(app, 'resources', 'demo'),
    home,
  };
}

function findApp(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'earsight') return folder;
    if (dirname(folder) === folder) throw new Error(`No Earsight package.json above ${from}.`);
  }
}

/** The platform's usual place for an application's data. */
function defaultHome(): string {
  if (process.platform === 'win32')
    return join(process.env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Earsight');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Earsight');
  return join(process.env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'earsight');
}
