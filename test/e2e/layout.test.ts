import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type OpenWindow, openFolder, openWindow, skipTour, twoClips, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

/**
 * Keeps every shift of the layout that a person would see: more than a thousandth of the window times the way it went.
 * Rows of a list that change places are another answer, not a jump of the list.
 */
const watchShifts = `
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => (node?.nodeType === 1 ? node : node?.parentElement));
      const others = moved.filter((element) => element && !element.closest('[data-neighbour-list]'));
      if (value > 0.001 && others.length > 0) shifts.push(value.toFixed(4) + ': ' + others.map(
        (element) => element.tagName + '.' + element.className).join(', '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;
const shifts = () => window.page.evaluate('shifts');

beforeAll(async () => {
  window = await openWindow({ files: twoClips });
  await openFolder(window);
  await skipTour(window);
  await window.context.addInitScript(watchShifts);
  await window.page.reload();
});
afterAll(() => window?.close());

const everythingIsThere = `
  document.querySelector('[data-heatmap=own]')?.dataset.at !== undefined
  && document.querySelector('[data-neighbour-list][aria-busy=false] li') !== null
  && document.querySelectorAll('[data-position] img').length === 2
  && [...document.querySelectorAll('[data-position] img, [data-neighbour-list] img')].every((image) => image.naturalWidth > 0)
`;

describe('nothing jumps', () => {
  it('while thumbnails, the heatmap and the neighbours arrive', async () => {
    await until(window.page, everythingIsThere);
    expect(await shifts()).toEqual([]);
  });

  it('while one scrubs', async () => {
    const { page } = window;
    for (const second of [1, 2, 3]) {
      await page.keyboard.press('Shift+ArrowRight');
      await until(
        page,
        `Math.abs(document.querySelector('[data-heatmap=own]')?.dataset.at - ${second}) < 0.1`,
      );
    }
    await until(page, everythingIsThere);
    expect(await shifts()).toEqual([]);
  });

  it('while the folder is looked through again', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Libraries and folders' }).click();
    await page.getByRole('menuitem', { name: 'Look for new files' }).click();
    await page.getByRole('button', { name: 'Nothing running' }).waitFor();
    expect(await shifts()).toEqual([]);
  });

  it('while a view that was not open before asks for what it shows', async () => {
    const { page } = window;
    await page.keyboard.press('Shift+V');
    await page.getByRole('textbox', { name: /^Path of the labels file/ }).waitFor();
    await page.keyboard.press('Shift+T');
    await page
      .getByRole('region', { name: 'What it takes' })
      .getByText(/^2 videos/)
      .waitFor();
    await page.keyboard.press('Control+,');
    await page.getByText(/ in this library$/).waitFor();
    expect(await shifts()).toEqual([]);
  });
});
