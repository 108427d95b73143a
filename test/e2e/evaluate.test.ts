import { readdirSync, readFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tinyAve, tinyAvol } from '../fixtures/services.ts';
import {
  demoClips,
  demoFolder,
  type OpenWindow,
  openFolder,
  openWindow,
  skipTour,
  until,
  violations,
} from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  const names = ['01-guitar', '06-banjo', '07-drums', '13-violin', '18-flute-and-guitar'];
  window = await openWindow({ files: demoClips(...names) });
  await copyFile(join(demoFolder, 'labels.json'), join(window.videos, 'labels.json'));
  await openFolder(window);
  await skipTour(window);
});
afterAll(() => window?.close());

const pictures = process.env.EARSIGHT_PICTURES;

/** Keeps a picture of the page where someone wants to look at it. */
async function look(name: string): Promise<void> {
  if (!pictures) return;
  await window.page.waitForTimeout(500);
  await window.page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** The file that the last export said it saved. */
async function exported(extension: string): Promise<string> {
  const said = await window.page.getByText(new RegExp(`^Saved .+\\.${extension}$`)).textContent();
  const name = said!.replace('Saved ', '');
  const around = join(window.videos, '..');
  const found = readdirSync(around, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith(name),
  );
  return join(around, found!);
}

async function evaluate(model: string): Promise<void> {
  const { page } = window;
  await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption(model);
  await page.getByRole('button', { name: 'Evaluate', exact: true }).last().click();
}

describe('the Evaluate view', () => {
  it('finds the labels that lie beside the videos', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Evaluate', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Evaluate' }).waitFor();
    await page.getByText('How good is the model?').waitFor();
    await until(
      page,
      `[...document.querySelectorAll('select')].some((one) => one.value.endsWith('labels.json'))`,
    );
    await look('evaluate-empty');
    expect(await violations(window)).toEqual([]);
  });

  it('says why labels cannot be read', async () => {
    const { page } = window;
    await page.getByRole('combobox', { name: 'Labels' }).selectOption('other');
    await page.locator('form button[type=submit]:disabled', { hasText: 'Evaluate' }).waitFor();
    await page.getByRole('textbox', { name: /^Path of the labels file/ }).fill('/nowhere/labels.json');
    await evaluate(tinyAvol);
    await page
      .getByRole('alert')
      .getByText(/Cannot read the labels file/)
      .waitFor({ timeout: 240_000 });
    await look('evaluate-failed');
    await page.getByRole('combobox', { name: 'Labels' }).selectOption({ index: 0 });
  });

  it('measures as a job, and shows the four directions beside chance', async () => {
    const { page } = window;
    await evaluate(tinyAvol);
    const table = page.getByRole('table', { name: 'Retrieval' });
    await table.waitFor({ timeout: 240_000 });
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Model',
      'Frame → frames',
      'Frame → sounds',
      'Sound → frames',
      'Sound → sounds',
      'Videos',
    ]);
    const chance = table.getByRole('row', { name: /^Chance/ });
    expect(await chance.textContent()).toMatch(/0\.\d{3}/);
    const localisation = page.getByRole('table', { name: 'Localisation' });
    expect(await localisation.getByRole('row', { name: /^All frames/ }).textContent()).toMatch(/%/);
    await look('evaluate-dark');
  });

  it('plays a retrieved moment when its tile is pressed', async () => {
    const { page } = window;
    await page.locator('ol [data-moment]').first().click();
    const heard = `document.querySelector('[data-listening]')`;
    await until(page, `!${heard}.paused && ${heard}.currentTime > 0.1`);
  });

  it('leads along a row of tiles with the arrows', async () => {
    const { page } = window;
    await page.locator('ol [data-moment]').first().focus();
    await page.keyboard.press('ArrowRight');
    await until(page, `document.activeElement?.getAttribute('aria-label')?.startsWith('2. ')`);
    await page.keyboard.press('End');
    await until(page, `/^[34]\\. /.test(document.activeElement?.getAttribute('aria-label') ?? '')`);
  });

  it('orders the classes by any column', async () => {
    const { page } = window;
    const table = page.getByRole('table', { name: 'By class' });
    await table.getByRole('button', { name: 'Class', exact: true }).click();
    const labels = await table.getByRole('rowheader').allTextContents();
    expect(labels.length).toBeGreaterThan(3);
    expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
    await table.getByRole('button', { name: 'Class', exact: true }).click();
    expect(await table.getByRole('rowheader').allTextContents()).toEqual(labels.reverse());
  });

  it('shows frames with their maps, right and wrong', async () => {
    const { page } = window;
    const examples = page.getByRole('button', { name: /: heatmap for .+, peak / });
    expect(await examples.count()).toBeGreaterThan(2);
    await examples.first().scrollIntoViewIfNeeded();
    await until(
      page,
      `[...document.querySelectorAll('.located img')].some((image) => image.naturalWidth > 0)`,
    );
    await look('evaluate-examples');
  });

  it('exports the numbers as CSV', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Numbers (CSV)' }).click();
    const lines = readFileSync(await exported('csv'), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('evaluation,model,part,label,measure,value,n');
    expect(lines.some((line) => /,retrieval,,ndcg30 imAud,0\.\d+,5$/.test(line))).toBe(true);
  });

  it('exports the tables as a PNG with bars in it', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Picture of the tables (PNG)' }).click();
    const file = await exported('png');
    const { width, height, data, channels } = decode(readFileSync(file));
    expect(width).toBe(1520);
    expect(height).toBeGreaterThan(600);
    let bar = 0;
    for (let at = 0; at < data.length; at += channels)
      if (data[at] === 0x2a && data[at + 1] === 0x7f && data[at + 2] === 0x94) bar += 1;
    expect(bar).toBeGreaterThan(1000);
    if (pictures) await copyFile(file, join(pictures, 'evaluate-report.png'));
  });

  it('sets another result beside it', async () => {
    const { page } = window;
    await evaluate(tinyAve);
    await page.getByRole('article', { name: new RegExp(`^${tinyAve}`) }).waitFor({ timeout: 240_000 });
    await page.getByText('This network draws no heatmaps.').waitFor();
    await page.getByRole('checkbox', { name: new RegExp(`^Compare with ${tinyAvol}`) }).check();
    expect(await page.getByRole('table', { name: 'Retrieval' }).getByRole('row').count()).toBe(4);
  });

  it('has nothing that axe objects to, dark and light', async () => {
    const { page } = window;
    await page.getByRole('button', { name: new RegExp(`^${tinyAvol} on`) }).click();
    await page.getByRole('article', { name: new RegExp(`^${tinyAvol} on`) }).waitFor();
    expect(await violations(window)).toEqual([]);
    await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
    await look('evaluate-light');
    expect(await violations(window)).toEqual([]);
  });

  it('removes a result, and brings it back', async () => {
    const { page } = window;
    await page.getByRole('button', { name: new RegExp(`^Remove ${tinyAve} on`) }).click();
    await page.getByRole('button', { name: new RegExp(`^${tinyAve} on`) }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: new RegExp(`^${tinyAve} on`) }).waitFor();
  });

  it('complained about nothing', () => {
    expect(window.complaints).toEqual([]);
  });
});
