import type { Environment } from '../../contract/app.ts';
import type { MainHandlers, Supervisor } from '../supervisor.ts';
import { listFolders } from './folder-list.ts';
import { openFolder } from './open-folder.ts';

const platforms: Partial<Record<NodeJS.Platform, Environment['platform']>> = {
  win32: 'windows',
  darwin: 'mac',
};

/**
 * The main process's own methods that need no window system; Electron adds its dialogs.
 * @param homeFolder the user's folder (settings, libraries)
 */
export function mainMethods(
  supervisor: Supervisor,
  surroundings: { kind: Environment['kind']; version: string; homeFolder: string },
): MainHandlers {
  const { kind, version, homeFolder } = surroundings;
  return {
    'app.environment': async () => ({
      kind,
      version,
      platform: platforms[process.platform] ?? 'linux',
      canChooseFolder: kind === 'electron',
    }),
    'app.listFolders': ({ folder }) => listFolders(folder),
    'app.openFolder': ({ folder }, signal) => openFolder(supervisor.call, folder, homeFolder, signal),
  };
}
