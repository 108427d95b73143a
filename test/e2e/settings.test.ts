import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type OpenWindow,
  openFolder,
  openWindow,
  skipTour,
  starterModel,
  twoClips,
  until,
} from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({ files: twoClips });
  await openFolder(window);
  await skipTour(window);
  await window.page.getByRole('list', { name: /^Neighbours/ }).waitFor();
  await window.page.keyboard.press('Control+,');
});
afterAll(() => window?.close());

describe('the settings', () => {
  it.runIf(existsSync(starterModel))(
    'change the model for neighbours when the library is indexed with it, and not before',
    async () => {
      const { page } = window;
      await page.getByRole('combobox', { name: 'Neighbours', exact: true }).selectOption('starter-ave');
      await page.getByText('starter-ave now finds the neighbours.').waitFor();
      await page.keyboard.press('Shift+E');
      await page.getByRole('list', { name: /^Neighbours/ }).waitFor();
      await page.keyboard.press('Control+m');
      await page.getByRole('dialog').getByText('starter-ave', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+,');
    },
  );

  it('change the theme at once, and keep it', async () => {
    const { page } = window;
    const isLight = `document.documentElement.dataset.theme === 'light'`;
    await page.getByText('Light', { exact: true }).click();
    await until(page, isLight);
    const file = join(window.videos, '../home/settings.json');
    await vi.waitUntil(() => JSON.parse(readFileSync(file, 'utf8')).theme === 'light', 110_000);
    await page.reload();
    await until(page, isLight);
  });

  it('clear the caches and say how large they are', async () => {
    const { page } = window;
    await page.getByText(/ in this library$/).waitFor();
    await page.getByText(/ of at most 16\.0 GB$/).waitFor();
    await page.getByRole('button', { name: 'Clear thumbnails and waveforms' }).click();
    const cleared = page.getByText('Cache cleared.');
    await cleared.waitFor();
    // Else the second clearing would be taken for done by the first one's message, or both be on show.
    await cleared.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear all' }).click();
    await cleared.waitFor();
  });

  it('had nothing to complain about', () => {
    expect(window.complaints).toEqual([]);
  });
});
