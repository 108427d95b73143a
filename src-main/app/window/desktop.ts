import { join } from 'node:path';
import type * as Electron from 'electron';
import { answerCalls } from '../../contract/answerer.ts';
import { EarsightError } from '../../contract/errors.ts';
import { menuEnglish } from '../../contract/menu-texts.ts';
import type { AppFolders } from '../../services/app-folders.ts';
import { mainMethods } from '../machine/main-methods.ts';
import { openFirst } from '../machine/open-first.ts';
import { makePageHandler } from '../page/page-handler.ts';
import { contentSecurityPolicy } from '../page/security-headers.ts';
import { Supervisor } from '../supervisor.ts';
import { keepMenu } from './app-menu.ts';
import { chooseFolder, desktopMethods } from './desktop-methods.ts';
import { startUtilityWorker } from './electron-worker.ts';
import { folderArgument } from './folder-argument.ts';
import { listenToWindow } from './ipc-endpoint.ts';
import { lockContents, lockSession } from './lock-down.ts';
import { makeMainWindow } from './main-window.ts';
import type { MenuActions } from './menu.ts';
import { isAllowedLink, isPageAddress, pageAddress, pageScheme } from './origin.ts';

/** The parts of Electron that the app uses; tests bring a stand-in. */
export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;

export interface DesktopOptions {
  folders: AppFolders;
  /** The folder of the built main bundle. */
  mainFolder: string;
  /** The folder of the built page. */
  pageFolder: string;
  /** The folder of videos that the app was started with. */
  folder: string | null;
}

/** Starts the desktop app: workers, protocol, menu, window. Call it once Electron is ready. */
export async function startDesktop(electron: ElectronParts, options: DesktopOptions): Promise<void> {
  const { app, session, protocol, shell, dialog, Menu } = electron;
  const { folders, mainFolder, pageFolder, folder } = options;
  lockSession(session.defaultSession);
  app.on('web-contents-created', (_event, contents) => lockContents(contents, shell));

  const supervisor = new Supervisor({
    start: (role) => startUtilityWorker(electron.utilityProcess.fork, join(mainFolder, 'worker.js'), role),
    appFolder: folders.app,
    homeFolder: folders.home,
  });
  let window: Electron.BrowserWindow | null = null;
  supervisor.handle({
    ...mainMethods(supervisor, { kind: 'electron', version: folders.version, homeFolder: folders.home }),
    ...desktopMethods(() => window, dialog, shell),
  });
  servePage(protocol, supervisor, pageFolder);
  const opened = openFirst(supervisor.call, folder === null ? {} : { folder }, folders.home);

  const actions: MenuActions = {
    tell: (action, named) => supervisor.tell('menu', { action, folder: named ?? null }),
    chooseFolder: async (action) => {
      const title = action === 'open-folder' ? menuEnglish.chooseFolder : menuEnglish.chooseLibrary;
      const chosen = await chooseFolder(window, dialog, title);
      if (chosen !== null) supervisor.tell('menu', { action, folder: chosen });
    },
    openLink: (address) => void (isAllowedLink(address) && shell.openExternal(address)),
  };
  keepMenu(Menu, supervisor, actions, !app.isPackaged);

  const openWindow = (): void => {
    window = makeMainWindow({
      BrowserWindow: electron.BrowserWindow,
      screen: electron.screen,
      preload: join(mainFolder, 'preload.cjs'),
      icon: join(folders.app, 'resources', 'icon.png'),
      stateFile: join(folders.home, 'window.json'),
    });
    connectWindow(electron.ipcMain, window, supervisor);
    window.on('closed', () => {
      window = null;
    });
    void window.loadURL(pageAddress);
  };
  keepOneInstance(app, () => window, openWindow, actions);
  endInOrder(app, supervisor);

  await opened.catch((error: unknown) =>
    dialog.showErrorBox('Earsight cannot open this folder', EarsightError.toData(error).message),
  );
  openWindow();
}

/** Answers the page's own scheme: its files, its media with ranges, and nothing under another host. */
function servePage(protocol: Electron.Protocol, supervisor: Supervisor, pageFolder: string): void {
  const handlePage = makePageHandler({
    pageFolder,
    media: (request) => supervisor.media(request),
    policy: contentSecurityPolicy(),
  });
  protocol.handle(pageScheme, async (request) =>
    isPageAddress(request.url) ? handlePage(request) : new Response(null, { status: 403 }),
  );
}

function connectWindow(
  ipcMain: Electron.IpcMain,
  window: Electron.BrowserWindow,
  supervisor: Supervisor,
): void {
  listenToWindow(ipcMain, window.webContents, (endpoint) =>
    supervisor.onEvent(answerCalls(endpoint, supervisor.call)),
  );
}

/** A second start brings the first one's window forward and hands it its folder. */
function keepOneInstance(
  app: Electron.App,
  window: () => Electron.BrowserWindow | null,
  openWindow: () => void,
  actions: MenuActions,
): void {
  app.on('second-instance', (_event, argv, workingDirectory) => {
    const current = window();
    if (!current) openWindow();
    else {
      if (current.isMinimized()) current.restore();
      current.focus();
    }
    const named = folderArgument(argv, app.isPackaged, workingDirectory);
    if (named !== null) actions.tell('open-folder', named);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    actions.tell('open-folder', path);
  });
  app.on('activate', () => window() ?? openWindow());
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

/** Quitting waits until the workers have put their jobs where they can resume. */
function endInOrder(app: Electron.App, supervisor: Supervisor): void {
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    supervisor.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => app.quit());
}
