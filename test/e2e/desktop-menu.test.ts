import { Encoder } from '@msgpack/msgpack';
import type { WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Events } from '../../src-main/contract/events.ts';
import { tinyAve, tinyAvol } from '../fixtures/services.ts';
import { demoClips, makeLabel, type OpenWindow, openFolder, openWindow, skipTour, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;
let socket: WebSocketRoute;

beforeAll(async () => {
  window = await openWindow({ files: demoClips('01-guitar') });
  const { page } = window;
  await openFolder(window);
  await skipTour(window);
  // The page talks to the real back end; in between the desktop's part is spoken, which only Electron has.
  await page.routeWebSocket(/\/socket$/, (route) => {
    route.connectToServer();
    socket = route;
  });
  await page.reload();
  await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
});
afterAll(() => window?.close());

/** An item of the desktop's menu bar is chosen. */
function choose(action: Events['menu']['action']): void {
  const told = { type: 'event', name: 'menu', payload: { action, folder: null } };
  socket.send(Buffer.from(new Encoder().encode(told)));
}

const bars = () => window.page.locator('[data-annotation]');

describe('Edit', () => {
  it('takes back and makes again an annotation while no text field has the focus', async () => {
    const { page } = window;
    await page.keyboard.press('a');
    await makeLabel(window, 'Guitar');
    await page.keyboard.press('Escape');
    for (const key of ['i', 'Shift+ArrowRight', 'o', '1']) {
      await page.keyboard.press(key);
      await until(page, `!document.querySelector('[data-player]').seeking`);
    }
    await bars().first().waitFor();
    choose('undo');
    await bars().first().waitFor({ state: 'detached' });
    choose('redo');
    await bars().first().waitFor();
  });

  it('takes back what was written in a text field, and leaves annotations alone', async () => {
    const { page } = window;
    const field = page.getByRole('textbox', { name: 'New label' });
    await field.focus();
    await page.keyboard.insertText('Voice');
    choose('undo');
    await until(page, `document.activeElement.value === ''`);
    expect(await bars().count()).toBe(1);
    await page.keyboard.press('Escape');
  });
});

describe('File', () => {
  it('imports and exports annotations, also from outside the annotation mode', async () => {
    const { page } = window;
    await page.keyboard.press('a');
    await page.getByRole('region', { name: 'Annotate', exact: true }).waitFor({ state: 'detached' });
    choose('import');
    await page.getByRole('dialog', { name: 'Import annotations' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    choose('export-annotations');
    await page.getByRole('dialog', { name: 'Export annotations' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('About', () => {
  it('says the version, the licence and the models', async () => {
    const { page } = window;
    choose('about');
    const dialog = page.getByRole('dialog', { name: 'About Earsight' });
    await dialog.waitFor();
    const words = await dialog.innerText();
    expect(words).toMatch(/\d+\.\d+\.\d+/);
    expect(words).toContain('MIT');
    expect(words).toContain(tinyAvol);
    expect(words).toContain(tinyAve);
  });
});
