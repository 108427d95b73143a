import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { media } from '../fixtures/fixtures.ts';
import { dropFiles } from './drag-files.ts';
import { type OpenWindow, openWindow, skipTour, twoClips, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({ files: twoClips });
});
afterAll(() => window?.close());

const list = () => window.page.getByRole('list', { name: /^Neighbours/ });

/** Reopens the page with answers of the back end that can be held back; gives how to let them through again. */
async function holdAnswers(page: Page): Promise<() => void> {
  const kept: (() => void)[] = [];
  let holding = false;
  await page.routeWebSocket(/.*/, (page) => {
    const server = page.connectToServer();
    server.onMessage((message) => {
      if (holding) kept.push(() => page.send(message));
      else page.send(message);
    });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Open a folder of videos' }).waitFor();
  holding = true;
  return () => {
    holding = false;
    for (const send of kept.splice(0)) send();
  };
}

/** The moment of the chosen row: its place in the list and how much is farther away change with the library. */
const chosenMoment = `document.querySelector('[data-neighbour-list] button[aria-current=true]')?.getAttribute('aria-label')
  .match(/[^ ]+ at [^,]+/)?.[0]`;

describe('a folder dropped on the window', () => {
  it('leads to the choice of its path, which a browser does not tell', async () => {
    const { page, videos } = window;
    const release = await holdAnswers(page);
    await dropFiles(page, '[data-pane=library]', [videos]);
    const dialog = page.getByRole('dialog', { name: 'Open a folder of videos' });
    await dialog.waitFor();
    const path = dialog.getByRole('textbox', { name: 'Path of the folder' });
    await path.fill(videos);
    // The folder that the dialog opens with may answer after that.
    release();
    await dialog.getByText('videos directly in it').waitFor();
    expect(await path.inputValue()).toBe(videos);
    await dialog.getByRole('button', { name: 'Choose this folder' }).click();
    await skipTour(window);
    await page.getByRole('button', { name: 'Nothing running' }).waitFor();
    await page.getByText('2 videos').waitFor();
  });

  it('is not taken for a file', async () => {
    const { page, videos } = window;
    await dropFiles(page, '[data-pane=library]', [join(videos, '01-guitar.mp4')]);
    await page.getByText(/^Drop a folder of videos here/).waitFor();
  });
});

describe('the neighbours of a frame at rest', () => {
  it('are those of all videos once they are indexed, though nothing moved', async () => {
    const { page, videos } = window;
    // A row further down stays the chosen one while the list grows.
    await list().getByRole('button').first().focus();
    await page.keyboard.press('ArrowDown');
    const before = await until<string>(page, chosenMoment);
    expect(await list().getByText('coded.mp4').count()).toBe(0);
    copyFileSync(media.coded, join(videos, 'coded.mp4'));
    await page.getByRole('button', { name: 'Libraries and folders' }).click();
    await page.getByRole('menuitem', { name: 'Look for new files' }).click();
    await page.getByText('3 videos').waitFor();
    await list().getByText('coded.mp4').first().waitFor();
    expect(await until<string>(page, chosenMoment)).toBe(before);
  });
});

describe('the page', () => {
  it('had nothing to complain about all the while', () => {
    expect(window.complaints).toEqual([]);
  });
});
