import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoClips, type OpenWindow, openFolder, openWindow, skipTour, until, violations } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  const names = ['01-guitar', '03-trumpet', '07-drums', '10-piano', '14-xylophone'];
  window = await openWindow({ files: demoClips(...names) });
  await openFolder(window);
  await skipTour(window);
});
afterAll(() => window?.close());

const pictures = process.env.EARSIGHT_PICTURES;

/** Keeps a picture of the page where someone wants to look at it. */
async function look(name: string): Promise<void> {
  if (pictures) await window.page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** Makes the smallest run that has a curve: small pictures, a narrow network, a few steps. */
async function fillIn(name: string, network: string, pairs: number): Promise<void> {
  const { page } = window;
  await page.getByRole('radio', { name: new RegExp(`^${network}`) }).check({ force: true });
  await page.getByRole('spinbutton', { name: 'Pairs to learn from' }).fill(String(pairs));
  await page.getByRole('textbox', { name: /^Name/ }).fill(name);
  const more = page.getByRole('group').filter({ hasText: 'Objective' });
  if (!(await more.getByRole('combobox', { name: 'Width' }).isVisible()))
    await page.getByText('More', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Width' }).selectOption('0.25');
  await page.getByRole('spinbutton', { name: 'Batch' }).fill('4');
  await page.getByRole('spinbutton', { name: 'Picture size' }).fill('32');
  await page.getByRole('combobox', { name: 'Processor' }).selectOption('cpu');
}

describe('the Train view', () => {
  it('says what a run would take before anything is made', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Train' }).waitFor();
    const estimate = page.getByRole('region', { name: 'What it takes' });
    await estimate.getByText(/^5 videos, \d+ moments$/).waitFor();
    await estimate.getByText(/MB of disk for the training cache$/).waitFor();
    const files = readdirSync(join(window.videos, '..'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.clip'))).toEqual([]);
    await page.getByText('Nothing trained yet').waitFor();
    await look('train-empty');
    expect(await violations(window)).toEqual([]);
  });

  it('trains, and draws loss and accuracy as they come', async () => {
    const { page } = window;
    await fillIn('first', 'AVOL-Net', 48);
    await page.getByRole('button', { name: 'Start training' }).click();
    const row = page.getByRole('row', { name: /first/ });
    await row.getByText('Done').waitFor({ timeout: 240_000 });
    await page.getByRole('img', { name: /^Loss\. first: / }).waitFor();
    await page.getByRole('img', { name: /^AVC accuracy\. first: / }).waitFor();
    expect(await row.textContent()).toContain('48');
  });

  it('gives the curve as a table too', async () => {
    const { page } = window;
    await page.getByText('As a table').click();
    const table = page.getByRole('table', { name: 'Curve of first' });
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBeGreaterThan(3);
    // Up to the last pair: the end comes right after the point before.
    await table.getByRole('cell', { name: '48', exact: true }).waitFor();
    await page.getByText('As a table').click();
  });

  it('refuses a name that a model has already', async () => {
    const { page } = window;
    await page.getByRole('textbox', { name: /^Name/ }).fill('first');
    await page.getByText('There is a model of this name already.').waitFor();
  });

  it('pauses, goes on and stops a run, and keeps what it has learnt', async () => {
    const { page } = window;
    await fillIn('second', 'AVE-Net', 6000);
    await page.getByRole('button', { name: 'Start training' }).click();
    const row = page.getByRole('row', { name: /second/ });
    await until(
      page,
      `[...document.querySelectorAll('tr')].some((row) => /second.*pairs\\/s/s.test(row.textContent))`,
      240,
    );
    await row.getByRole('button', { name: 'Pause second' }).click();
    await row.getByText('Paused').waitFor();
    await row.getByRole('button', { name: 'Resume second' }).click();
    await row.getByText('Running').waitFor();
    await page.getByRole('img', { name: /^Loss\..*second: / }).waitFor({ timeout: 240_000 });
    await look('train-running');
    await row.getByRole('button', { name: /^Stop second/ }).click();
    await row.getByText('Stopped').waitFor({ timeout: 240_000 });
    await row.getByRole('button', { name: 'Use the model of second' }).waitFor();
  });

  it('lays the curves of two runs over each other', async () => {
    const { page } = window;
    await page.getByRole('img', { name: /^Loss\..*first: .*second: |^Loss\..*second: .*first: / }).waitFor();
    await page.getByRole('checkbox', { name: 'Show the curves of first' }).uncheck({ force: true });
    await page.getByRole('img', { name: /^Loss\. second: [^:]*$/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Show the curves of first' }).check({ force: true });
  });

  it('hands the heatmaps over at once, and takes that back', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Use the model of first' }).click();
    await page.getByText('“first” draws the heatmaps now.').waitFor();
    await page.getByRole('row', { name: /first/ }).getByText('In use').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Use the model of first' }).waitFor();
  });

  it('indexes in the background for neighbours, and hands over when that is done', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Use the model of second' }).click();
    await page.getByText(/^The library is being indexed with “second”/).waitFor();
    await page.getByText('“second” finds the neighbours now.').waitFor({ timeout: 240_000 });
    await page
      .getByRole('row', { name: /second/ })
      .getByText('In use')
      .waitFor();
    await look('train-dark');
  });

  it('has nothing that axe objects to, dark and light', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Record of first' }).click();
    expect(await violations(window)).toEqual([]);
    await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
    await look('train-light');
    expect(await violations(window)).toEqual([]);
    await page.evaluate(`document.documentElement.dataset.theme = 'dark'`);
  });

  it('removes a run from the list, and brings it back', async () => {
    const { page } = window;
    await page.getByRole('button', { name: /^Remove first/ }).click();
    await page.getByRole('row', { name: /first/ }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.getByRole('row', { name: /first/ }).waitFor();
  });

  it('complained about nothing', () => {
    expect(window.complaints).toEqual([]);
  });
});
