import type { BrowserWindowConstructorOptions, BrowserWindow as BrowserWindowType, Screen } from 'electron';
import {
  boundsOnScreens,
  readWindowState,
  smallestWindow,
  type WindowState,
  writeWindowState,
} from './window-state.ts';

/** The page's dark ground; a window must not flash white before the page is drawn. */
const groundColour = '#101214';

/** A page whose process ends this soon after the last time would only end again. */
const reloadPauseMilliseconds = 10_000;

export interface MainWindowOptions {
  BrowserWindow: typeof BrowserWindowType;
  screen: Screen;
  /** The built preload script. */
  preload: string;
  /** The window's icon, where the system does not take it from the package. */
  icon?: string;
  /** The file that keeps where the window was. */
  stateFile: string;
}

/** The window options that keep a page a page: its own world, a sandbox, no Node. */
export const secureWebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  // A hidden window must go on playing sound and hearing about its jobs.
  backgroundThrottling: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences'];

/** Makes the window where it was left, hidden until its page is drawn; it remembers where it is closed. */
export function makeMainWindow(options: MainWindowOptions): BrowserWindowType {
  const { BrowserWindow, screen, stateFile } = options;
  const state = readWindowState(stateFile);
  const bounds = boundsOnScreens(
    state,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...(bounds ?? { width: 1440, height: 900 }),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: 'Earsight',
    backgroundColor: groundColour,
    fullscreen: state.fullScreen,
    ...(options.icon === undefined ? {} : { icon: options.icon }),
    webPreferences: { ...secureWebPreferences, preload: options.preload },
  });
  if (state.maximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeWindowState(stateFile, stateOf(window)));
  reloadDeadPage(window);
  return window;
}

function stateOf(window: BrowserWindowType): WindowState {
  return {
    bounds: window.getNormalBounds(),
    maximised: window.isMaximized(),
    fullScreen: window.isFullScreen(),
  };
}

/** Loads the page again when its process has died; not in a loop. */
function reloadDeadPage(window: BrowserWindowType): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    const now = performance.now();
    if (details.reason === 'clean-exit' || now - last < reloadPauseMilliseconds) return;
    last = now;
    window.webContents.reload();
  });
}
