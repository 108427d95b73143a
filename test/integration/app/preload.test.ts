import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltDesktop, buildDesktop } from '../../fixtures/app/built-desktop.ts';

let desktop: BuiltDesktop;
beforeAll(async () => {
  desktop = await buildDesktop();
});
afterAll(() => desktop?.remove());

describe('the preload script', () => {
  it('is one file that needs nothing but electron, and gives the page one bridge', async () => {
    const code = await readFile(join(desktop.appFolder, 'out', 'main', 'preload.cjs'), 'utf8');
    const exposed: Record<string, Record<string, (...values: unknown[]) => unknown>> = {};
    const sent: unknown[] = [];
    let fromMain: (event: unknown, message: unknown) => void = () => {};
    const required: string[] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, api: (typeof exposed)[string]) => {
          exposed[name] = api;
        },
      },
      ipcRenderer: {
        on: (_channel: string, listener: typeof fromMain) => {
          fromMain = listener;
        },
        send: (...values: unknown[]) => sent.push(values),
      },
      webUtils: { getPathForFile: (file: { name: string }) => `/dropped/${file.name}` },
    };
    const require = (name: string): unknown => {
      required.push(name);
      return electron;
    };
    new Function('require', 'exports', 'module', code)(require, {}, { exports: {} });
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(Object.keys(exposed)).toEqual(['earsightBridge']);
    const bridge = exposed.earsightBridge!;
    expect(Object.keys(bridge).sort()).toEqual(['onMessage', 'pathOfFile', 'send']);
    const heard: unknown[] = [];
    bridge.onMessage?.((message: unknown) => heard.push(message));
    fromMain({ sender: 'ipc' }, { type: 'event' });
    expect(heard).toEqual([{ type: 'event' }]);
    bridge.send?.({ type: 'call' });
    expect(sent).toEqual([['earsight', { type: 'call' }]]);
    expect(bridge.pathOfFile?.({ name: 'clips' })).toBe('/dropped/clips');
  });
});
