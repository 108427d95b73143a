import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  boundsOnScreens,
  readWindowState,
  smallestWindow,
  writeWindowState,
} from '../../../src-main/app/window/window-state.ts';

const folder = mkdtempSync(join(tmpdir(), 'earsight-window-'));
afterAll(() => rmSync(folder, { recursive: true }));

const state = (x: number, y: number, width = 1200, height = 800) => ({
  bounds: { x, y, width, height },
  maximised: false,
  fullScreen: false,
});
const screens = [
  { x: 0, y: 25, width: 1920, height: 1055 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];

describe('where the window was', () => {
  it('is kept and read again', () => {
    const file = join(folder, 'new', 'window.json');
    writeWindowState(file, { ...state(1, 2), maximised: true });
    expect(readWindowState(file)).toEqual({ ...state(1, 2), maximised: true });
  });

  it.skipIf(process.platform === 'win32')('never follows a link that waits beside its file', () => {
    const [file, prey] = [join(folder, 'state.json'), join(folder, 'prey')];
    writeFileSync(prey, 'mine');
    symlinkSync(prey, `${file}.new`);
    writeWindowState(file, state(1, 2));
    expect(readFileSync(prey, 'utf8')).toBe('mine');
  });

  it('is forgotten when the file is broken or missing', () => {
    const file = join(folder, 'window.json');
    for (const content of [
      '',
      '{',
      '{"bounds":"left"}',
      'null',
      '{"bounds":{"x":1.5,"y":0,"width":1,"height":1}}',
    ]) {
      writeFileSync(file, content);
      expect(readWindowState(file).bounds).toBeNull();
    }
    expect(readWindowState(join(folder, 'nowhere.json')).bounds).toBeNull();
  });

  it('is used on either screen', () => {
    expect(boundsOnScreens(state(100, 100), screens)).toMatchObject({ x: 100, y: 100 });
    expect(boundsOnScreens(state(2500, 300), screens)).toMatchObject({ x: 2500, y: 300 });
  });

  it('is not used when that screen is gone, or the title bar could not be taken hold of', () => {
    expect(boundsOnScreens(state(2500, 300), screens.slice(0, 1))).toBeNull();
    expect(boundsOnScreens(state(100, 0), screens.slice(0, 1))).toBeNull();
    expect(boundsOnScreens(state(100, 1075), screens.slice(0, 1))).toBeNull();
    expect(boundsOnScreens(state(-1150, 100), screens.slice(0, 1))).toBeNull();
    expect(boundsOnScreens({ ...state(0, 0), bounds: null }, screens)).toBeNull();
  });

  it('never makes a window too small to use', () => {
    expect(boundsOnScreens(state(100, 100, 10, 10), screens)).toBeNull();
    expect(boundsOnScreens(state(100, 100, 200, 10), screens)).toMatchObject(smallestWindow);
  });
});
