import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoFolder, type OpenWindow, openFolder, openWindow, skipTour } from './window.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({
    files: ['01-guitar.mp4', '07-drums.mp4'].map((name) => join(demoFolder, name)),
  });
});
afterAll(() => window?.close());

/** What axe finds against WCAG 2.2 AA and its own best practice, in words. */
async function violations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: window.page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`),
  );
}

async function closeDialog(): Promise<void> {
  await window.page.keyboard.press('Escape');
  await window.page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Every place a person can be in, and how to get there. */
const places: Record<string, () => Promise<void>> = {
  'the panes': async () => {
    await window.page.getByRole('list', { name: /^Neighbours/ }).waitFor();
  },
  'two sounds side by side': async () => {
    await window.page.getByRole('button', { name: 'Play over my frame' }).last().click();
    await window.page.locator('[data-heatmap=other]').waitFor();
  },
  'the activity': async () => {
    await window.page.keyboard.press('q');
    await window.page.getByRole('region', { name: 'Activity' }).waitFor();
  },
  'the sheet of keys': async () => {
    await window.page.keyboard.press('?');
    await window.page.getByRole('dialog', { name: 'Keys' }).waitFor();
  },
  'the models': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+m');
    await window.page.getByRole('dialog', { name: 'Models and processor' }).waitFor();
  },
  'the choice of a folder': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+o');
    await window.page.getByRole('dialog', { name: 'Open a folder of videos' }).waitFor();
  },
  'the settings': async () => {
    await closeDialog();
    await window.page.keyboard.press('Control+,');
    await window.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  },
};

const inBothThemes = new Set(['the panes', 'the models', 'the settings']);

describe('axe finds nothing', () => {
  it('in an empty library', async () => {
    await window.page.getByRole('button', { name: 'Open a folder of videos' }).waitFor();
    expect(await violations()).toEqual([]);
  });

  it('during the tour', async () => {
    await openFolder(window);
    await window.page.getByRole('complementary', { name: 'Tour' }).waitFor();
    expect(await violations()).toEqual([]);
    await skipTour(window);
  });

  for (const theme of ['Dark', 'Light']) {
    for (const [place, go] of Object.entries(places)) {
      // What differs between the themes is colours: three places hold all of them.
      if (theme === 'Light' && !inBothThemes.has(place)) continue;
      it(`in ${place}, ${theme.toLowerCase()}`, async () => {
        await go();
        expect(await violations()).toEqual([]);
      });
    }
    it(`on the way out of the ${theme.toLowerCase()} theme`, async () => {
      await window.page.getByText(theme === 'Dark' ? 'Light' : 'Dark', { exact: true }).click();
      await window.page.getByRole('button', { name: 'Explore' }).click();
      await window.page.getByRole('list', { name: /^Neighbours/ }).waitFor();
    });
  }
});
