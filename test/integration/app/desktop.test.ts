import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BuiltDesktop,
  buildDesktop,
  type FakeElectron,
  runDesktop,
  until,
} from '../../fixtures/app/built-desktop.ts';
import type { FakeMenuItem, FakeWindow } from '../../fixtures/app/fake-electron.ts';

let desktop: BuiltDesktop;
let fake: FakeElectron;
let window: FakeWindow;

const workerEntry = join(import.meta.dirname, '../../fixtures/app/practice-worker.ts');

beforeAll(async () => {
  desktop = await buildDesktop();
  fake = await runDesktop(desktop, {
    workerEntry,
    lockGranted: true,
    workAreas: [{ x: 0, y: 0, width: 1920, height: 1040 }],
  });
  await until(() => fake.record.windows[0]?.loaded.length === 1, 'the window has loaded its page');
  window = fake.record.windows[0] as FakeWindow;
});
afterAll(async () => {
  if (!fake) return;
  fake.app.quit();
  await until(() => fake.record.exits.length > 0, 'the app has ended');
  await desktop.remove();
});

/** A message from a page's frame, as Electron delivers it. */
const post = (message: unknown, from: { frame?: unknown; sender?: unknown } = {}): void => {
  const { webContents } = window;
  const senderFrame = 'frame' in from ? from.frame : webContents.mainFrame;
  fake.ipcMain.emit('earsight', { sender: from.sender ?? webContents, senderFrame }, message);
};
const call = (id: number, method: string, input: unknown = {}): object => ({
  type: 'call',
  id,
  method,
  input,
});
const answerTo = async (id: number): Promise<unknown> => {
  const find = (): unknown =>
    window.webContents.sent.find((sent) => {
      const message = sent as { type: string; id?: number };
      return message.type === 'answer' && message.id === id;
    });
  await until(() => find() !== undefined, `call ${id} is answered`);
  return find();
};
const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fake.record.protocols.get('earsight')!(new Request(new URL(path, 'earsight://app/'), init));

describe('at its start the desktop app', () => {
  it('takes the one-instance lock and registers its scheme before Electron is ready', () => {
    const { calls } = fake.record;
    expect(calls.slice(0, 4)).toEqual([
      'lock {"folder":null}',
      'registerSchemes',
      'enableSandbox',
      'whenReady',
    ]);
    expect(fake.record.schemes).toEqual([
      {
        scheme: 'earsight',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
      },
    ]);
  });

  it('starts both workers from the bundle', () => {
    const { workers } = fake.record;
    expect(workers.map(({ options }) => options.serviceName)).toEqual([
      'Earsight interactive',
      'Earsight jobs',
    ]);
    for (const { entry } of workers) {
      expect(entry).toBe(join(desktop.appFolder, 'out', 'main', 'worker.js'));
      expect(existsSync(entry)).toBe(true);
    }
    expect(existsSync(join(desktop.appFolder, 'out', 'main', 'decode-thread.js'))).toBe(true);
  });

  it('opens one window that is a page and nothing more, on its own scheme', () => {
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      preload: join(desktop.appFolder, 'out', 'main', 'preload.cjs'),
    });
    expect(window.loaded).toEqual(['earsight://app/']);
    window.emit('ready-to-show');
    expect(window.calls).toContain('show');
  });

  it('wires a menu with the keys that desktop users expect', () => {
    const items = (fake.record.menus.at(-1) ?? []).flatMap((menu) => menu.submenu ?? []);
    const keys = Object.fromEntries(items.map((item) => [item.label?.replace('&', ''), item.accelerator]));
    expect(keys).toMatchObject({
      'Open Folder…': 'CmdOrCtrl+O',
      'Open Library…': 'CmdOrCtrl+Shift+O',
      Undo: 'CmdOrCtrl+Z',
      'Export Frame with Heatmap': 'CmdOrCtrl+E',
      'Settings…': 'CmdOrCtrl+,',
      'Keyboard Shortcuts': 'CmdOrCtrl+/',
    });
    const roles = items.map((item) => item.role);
    for (const role of ['cut', 'copy', 'paste', 'selectAll', 'togglefullscreen', 'zoomIn'])
      expect(roles).toContain(role);
    // A role reaches text fields only: annotations would be left out.
    expect(roles).not.toContain('undo');
    const labels = items.map((item) => item.label);
    for (const label of ['&Redo', '&Import Annotations…', 'Export A&nnotations…'])
      expect(labels).toContain(label);
  });
});

describe('the page’s scheme', () => {
  it('gives the page with its policy', async () => {
    const response = await ask('/');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>page</title>');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  it('passes media on, ranges included', async () => {
    const response = await ask('/media/video/1', { headers: { range: 'bytes=0-1' } });
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect(response.headers.get('x-range')).toBe('bytes=0-1');
  });

  it('gives nothing outside the page’s folder, under another host, or by another method', async () => {
    for (const path of [
      '/../main/electron.js',
      '/%2e%2e/main/electron.js',
      '/..%2fmain%2felectron.js',
      '/etc/passwd',
    ])
      expect((await ask(path)).status, path).toBe(404);
    for (const address of ['earsight://evil/', 'earsight://app.evil/', 'earsight://app:1/'])
      expect((await ask(address)).status, address).toBe(403);
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });
});

describe('messages', () => {
  it('from the page are answered, bytes intact', async () => {
    post(call(1, 'queries.create', { name: 'x', data: new Uint8Array([7, 8, 9]) }));
    expect(await answerTo(1)).toMatchObject({
      ok: true,
      output: { query: '3 bytes from 7 to 9, Uint8Array' },
    });
  });

  it('from any other frame or window are not even heard', async () => {
    const before = window.webContents.sent.length;
    const foreign = [
      { frame: { url: 'earsight://app/' } },
      { frame: { url: 'https://evil.example/' } },
      { frame: null },
      { sender: { mainFrame: window.webContents.mainFrame } },
    ];
    for (const from of foreign) post(call(100, 'library.summary'), from);
    const { mainFrame } = window.webContents;
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'earsight://evil/',
      'about:blank',
      'data:text/html,x',
    ]) {
      mainFrame.url = url;
      post(call(100, 'library.summary'));
    }
    mainFrame.url = 'earsight://app/';
    post(call(2, 'library.summary'));
    await answerTo(2);
    expect(window.webContents.sent.length).toBe(before + 1);
  });

  it('with names that are no methods are refused', async () => {
    post(call(3, '__proto__'));
    expect(await answerTo(3)).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('of an unknown form end the connection until the page is loaded again', async () => {
    post({ type: 'run', code: 'process.exit()' });
    post(call(4, 'library.summary'));
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    post(call(5, 'library.summary'));
    expect(await answerTo(5)).toMatchObject({ ok: true });
    expect(window.webContents.sent.some((sent) => (sent as { id?: number }).id === 4)).toBe(false);
  });

  it('reach the folder dialog', async () => {
    fake.record.dialogAnswer = { canceled: false, filePaths: ['/videos'] };
    post(call(6, 'app.chooseFolder', { title: 'Pick' }));
    expect(await answerTo(6)).toMatchObject({ output: { folder: '/videos' } });
    expect(fake.record.dialogs.at(-1)).toMatchObject({
      title: 'Pick',
      properties: ['openDirectory', 'createDirectory'],
    });
    fake.record.dialogAnswer = { canceled: true, filePaths: [] };
    post(call(7, 'app.chooseFolder'));
    expect(await answerTo(7)).toMatchObject({ output: { folder: null } });
  });

  it('show a file only where there is one, and never open it', async () => {
    post(call(8, 'app.showFile', { file: join(desktop.appFolder, 'package.json') }));
    expect(await answerTo(8)).toMatchObject({ ok: true });
    for (const [id, file] of [
      [9, '/nowhere/at/all'],
      [10, 'package.json'],
    ] as const) {
      post(call(id, 'app.showFile', { file }));
      expect(await answerTo(id)).toMatchObject({ ok: false, error: { code: 'not-found' } });
    }
    expect(fake.record.shown).toEqual([join(desktop.appFolder, 'package.json')]);
  });
});

describe('the session', () => {
  it('denies every permission but full screen and copying, and those to our page only', () => {
    const { permissionRequest, permissionCheck, devicePermission } = fake.sessionHandlers as Record<
      string,
      (...values: unknown[]) => unknown
    >;
    const decide = (contents: unknown, permission: string): boolean => {
      let granted: boolean | null = null;
      permissionRequest?.(contents, permission, (answer: boolean) => {
        granted = answer;
      });
      expect(granted).toBe(permissionCheck?.(contents, permission));
      return granted === true;
    };
    const page = window.webContents;
    const foreign = { getURL: () => 'https://evil.example/' };
    for (const permission of ['fullscreen', 'clipboard-sanitized-write']) {
      expect(decide(page, permission)).toBe(true);
      expect(decide(foreign, permission)).toBe(false);
      expect(decide(null, permission)).toBe(false);
    }
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'clipboard-read',
      'usb',
      'fileSystem',
      'display-capture',
      'unknown',
    ])
      expect(decide(page, permission), permission).toBe(false);
    expect(devicePermission?.({})).toBe(false);
  });

  it('lets no request leave this machine', () => {
    const beforeRequest = fake.sessionHandlers.beforeRequest as unknown as (
      details: { url: string },
      decide: (answer: { cancel: boolean }) => void,
    ) => void;
    const cancelled = (url: string): boolean => {
      let cancel = false;
      beforeRequest({ url }, (answer) => {
        cancel = answer.cancel;
      });
      return cancel;
    };
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1/',
      'ws://x/',
      'file:///etc/passwd',
      'ftp://x/',
      'nonsense',
    ])
      expect(cancelled(url), url).toBe(true);
    for (const url of ['earsight://app/page.js', 'blob:earsight://app/1', 'data:image/png;base64,x'])
      expect(cancelled(url), url).toBe(false);
  });

  it('takes no downloads', () => {
    const event = fake.makeEvent();
    fake.session.defaultSession.emit('will-download', event);
    expect(event.defaultPrevented).toBe(true);
    expect(fake.record.calls).toContain('spellChecker false');
  });
});

describe('the window', () => {
  it('stays on its page', () => {
    const leaves = (name: string, url: string): boolean => {
      const event = fake.makeEvent({ url });
      window.webContents.emit(name, event);
      return !event.defaultPrevented;
    };
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      expect(leaves(name, 'earsight://app/')).toBe(true);
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'earsight://evil/',
        'javascript:alert(1)',
        'data:text/html,x',
        '',
      ])
        expect(leaves(name, url), `${name} ${url}`).toBe(false);
    }
    expect(leaves('will-attach-webview', 'earsight://app/')).toBe(false);
  });

  it('opens no window, and only the allowed links in the user’s browser', () => {
    const { openHandler } = window.webContents;
    for (const url of [
      'https://evil.example/',
      'https://arxiv.org/abs/1712.06651?x',
      'http://arxiv.org/abs/1712.06651',
      'file:///usr/bin/xterm',
      'smb://evil/x',
      'ms-msdt:/id',
      'earsight://app/',
    ])
      expect(openHandler({ url })).toEqual({ action: 'deny' });
    expect(fake.record.external).toEqual([]);
    expect(openHandler({ url: 'https://arxiv.org/abs/1712.06651' })).toEqual({ action: 'deny' });
    expect(fake.record.external).toEqual(['https://arxiv.org/abs/1712.06651']);
  });

  it('loads its page again when the page’s process dies, but not in a loop', () => {
    const died = { reason: 'crashed' };
    window.webContents.emit('render-process-gone', {}, died);
    window.webContents.emit('render-process-gone', {}, died);
    expect(window.webContents.reloads).toBe(1);
  });

  it('hears menu items, the chosen folder with them', async () => {
    const item = (label: string): FakeMenuItem | undefined =>
      (fake.record.menus.at(-1) ?? [])
        .flatMap((menu) => menu.submenu ?? [])
        .find((entry) => entry.label === label);
    const menuEvents = (): unknown[] =>
      window.webContents.sent
        .filter((sent) => (sent as { name?: string }).name === 'menu')
        .map((sent) => (sent as { payload: unknown }).payload);
    item('&Settings…')?.click?.();
    fake.record.dialogAnswer = { canceled: false, filePaths: ['/videos'] };
    item('Open &Folder…')?.click?.();
    item('&Undo')?.click?.();
    item('&About Earsight')?.click?.();
    await until(() => menuEvents().length === 4, 'four menu events were sent');
    expect(menuEvents()).toEqual([
      { action: 'settings', folder: null },
      { action: 'undo', folder: null },
      { action: 'about', folder: null },
      { action: 'open-folder', folder: '/videos' },
    ]);
  });

  it('comes forward when the app is started again, and hears of the folder', () => {
    window.minimized = true;
    fake.app.emit('second-instance', {}, ['electron', '.', '--flag', 'out'], desktop.appFolder);
    expect(window.calls).toContain('restore');
    expect(window.calls).toContain('focus');
    expect(window.webContents.sent.at(-1)).toMatchObject({
      name: 'menu',
      payload: { action: 'open-folder', folder: join(desktop.appFolder, 'out') },
    });
  });

  it('remembers where it was', async () => {
    window.emit('close');
    const kept: unknown = JSON.parse(await readFile(join(desktop.homeFolder, 'window.json'), 'utf8'));
    expect(kept).toEqual({
      bounds: { x: 30, y: 40, width: 1200, height: 800 },
      maximised: true,
      fullScreen: false,
    });
    window.emit('closed');
    fake.app.emit('activate');
    const again = fake.record.windows.at(-1);
    expect(again).not.toBe(window);
    expect(again?.options).toMatchObject({ x: 30, y: 40, width: 1200, height: 800 });
    expect(again?.calls).toContain('maximize');
  });
});

describe('quitting', () => {
  it('waits for the workers to end in order', async () => {
    const quit = fake.app;
    quit.quit();
    expect(fake.record.exits).toEqual([]);
    await until(() => fake.record.exits.length > 0, 'the app has ended');
    expect(fake.record.workers.every(({ child }) => child.killed || child.exitCode !== null)).toBe(true);
  });
});
