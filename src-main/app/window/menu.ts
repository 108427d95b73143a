import type { MenuItemConstructorOptions } from 'electron';
import type { Events } from '../../contract/events.ts';
import { menuEnglish as words } from '../../contract/menu-texts.ts';
import { helpLinks } from './origin.ts';

type Action = Events['menu']['action'];

export interface MenuActions {
  /** Asks for a folder of videos or a library with the system's dialog, then tells the window. */
  chooseFolder(action: 'open-folder' | 'open-library'): void;
  /** Tells the window which item was chosen. */
  tell(action: Action, folder?: string): void;
  openLink(address: string): void;
}

export interface MenuState {
  mac: boolean;
  /** Development tools and reloading, for a checkout only. */
  development: boolean;
  recent: readonly { folder: string; name: string }[];
}

/** The application's menu bar with each platform's usual places and keys. */
export function menuTemplate(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const { mac } = state;
  const applicationMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { label: words.about.replace('&', ''), click: () => actions.tell('about') },
      { type: 'separator' },
      settingsItem(actions),
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
  return [
    ...(mac ? [applicationMenu] : []),
    fileMenu(state, actions),
    editMenu(state, actions),
    viewMenu(state),
    { role: 'windowMenu' },
    helpMenu(state, actions),
  ];
}

function fileMenu({ mac, recent }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  const recentItems: MenuItemConstructorOptions[] = recent.map(({ folder, name }) => ({
    // A lone & would underline the next letter instead of showing.
    label: name.replaceAll('&', '&&'),
    toolTip: folder,
    click: () => actions.tell('open-library', folder),
  }));
  return {
    label: words.file,
    submenu: [
      {
        label: words.openFolder,
        accelerator: 'CmdOrCtrl+O',
        click: () => actions.chooseFolder('open-folder'),
      },
      {
        label: words.openLibrary,
        accelerator: 'CmdOrCtrl+Shift+O',
        click: () => actions.chooseFolder('open-library'),
      },
      {
        label: words.openRecent,
        enabled: recentItems.length > 0,
        submenu: recentItems.length > 0 ? recentItems : [{ label: words.noRecent, enabled: false }],
      },
      { type: 'separator' },
      { label: words.import, click: () => actions.tell('import') },
      { label: words.exportAnnotations, click: () => actions.tell('export-annotations') },
      { label: words.exportStill, accelerator: 'CmdOrCtrl+E', click: () => actions.tell('export') },
      ...(mac ? [] : ([{ type: 'separator' }, settingsItem(actions)] satisfies MenuItemConstructorOptions[])),
      { type: 'separator' },
      mac ? { role: 'close' } : { role: 'quit' },
    ],
  };
}

function editMenu({ mac }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    label: words.edit,
    submenu: [
      // No roles: those reach the text field with the focus only, and annotations are undone as well. The window
      // sends the step back to a text field where one has the focus.
      { label: words.undo, accelerator: 'CmdOrCtrl+Z', click: () => actions.tell('undo') },
      {
        label: words.redo,
        accelerator: mac ? 'Shift+Cmd+Z' : 'Ctrl+Y',
        click: () => actions.tell('redo'),
      },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
      { type: 'separator' },
      { label: words.undoRemoval, click: () => actions.tell('undo-remove') },
    ],
  };
}

function settingsItem(actions: MenuActions): MenuItemConstructorOptions {
  return { label: words.settings, accelerator: 'CmdOrCtrl+,', click: () => actions.tell('settings') };
}

function viewMenu({ development }: MenuState): MenuItemConstructorOptions {
  const developer: MenuItemConstructorOptions[] = development
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  return {
    label: words.view,
    submenu: [
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
      ...developer,
    ],
  };
}

function helpMenu({ mac }: MenuState, actions: MenuActions): MenuItemConstructorOptions {
  return {
    role: 'help',
    submenu: [
      { label: words.shortcuts, accelerator: 'CmdOrCtrl+/', click: () => actions.tell('shortcuts') },
      { type: 'separator' },
      {
        label: words.objectsThatSound,
        click: () => actions.openLink(helpLinks.objectsThatSound),
      },
      {
        label: words.lookListenLearn,
        click: () => actions.openLink(helpLinks.lookListenLearn),
      },
      ...(mac
        ? []
        : ([
            { type: 'separator' },
            { label: words.about, click: () => actions.tell('about') },
          ] satisfies MenuItemConstructorOptions[])),
    ],
  };
}
