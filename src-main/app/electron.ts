import { join } from 'node:path';
import * as electron from 'electron';
import { findAppFolders } from '../services/app-folders.ts';
import { startDesktop } from './window/desktop.ts';
import { folderArgument } from './window/folder-argument.ts';
import { pageScheme } from './window/origin.ts';

// The entry of the desktop app. Everything of Electron's is passed on from here, so that the same code runs
// against a stand-in in tests.
const { app, protocol } = electron;

// One Earsight at a time: two would fight over the same library. The second hands its folder over and ends.
if (!app.requestSingleInstanceLock({ folder: folderArgument(process.argv, app.isPackaged) })) app.exit(0);
else {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    },
  ]);
  app.enableSandbox();
  // Not awaited at the top level: Electron is ready only once this module has run to its end.
  app.whenReady().then(start, fail);
}

async function start(): Promise<void> {
  // ffmpeg reads no file inside app.asar: what it needs lies unpacked beside it.
  const root = app.getAppPath().replace(/app\.asar$/, 'app.asar.unpacked');
  await startDesktop(electron, {
    folders: findAppFolders({ app: root }),
    mainFolder: join(app.getAppPath(), 'out', 'main'),
    pageFolder: join(app.getAppPath(), 'out', 'renderer'),
    folder: folderArgument(process.argv, app.isPackaged),
  }).catch(fail);
}

/** Without its window the app cannot say what went wrong but so. */
function fail(error: unknown): void {
  electron.dialog.showErrorBox(
    'Earsight cannot start',
    error instanceof Error ? error.message : String(error),
  );
  app.exit(1);
}
