import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { boxOf } from './page-pixels.ts';
import { type OpenWindow, openFolder, openWindow, skipTour, twoClips, until, violations } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({
    files: twoClips,
    webgl: true,
  });
  await openFolder(window);
  await skipTour(window);
});
afterAll(() => window?.close());

/** How many pixels of the map are of neither grey nor white: points. A canvas of WebGL is only seen from outside. */
async function colouredPixels(): Promise<number> {
  const { data, channels } = decode(await window.page.locator('[data-map]').screenshot());
  let coloured = 0;
  for (let at = 0; at < data.length; at += channels) {
    const [red, green, blue] = [data[at]!, data[at + 1]!, data[at + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60) coloured += 1;
  }
  return coloured;
}

const drawn = `Number(document.querySelector('[data-map]')?.dataset.drawn)`;
const panel = () => window.page.locator('[data-map-playlist]');

/** Draws a line around the middle of the map that holds everything. */
async function lassoAll(): Promise<void> {
  const { page } = window;
  const { x, y, width, height } = await boxOf(page, '[data-map]');
  const corners = [
    [0.01, 0.01],
    [0.99, 0.01],
    [0.99, 0.99],
    [0.01, 0.99],
  ] as const;
  await page.mouse.move(x + corners[0][0] * width, y + corners[0][1] * height);
  await page.mouse.down();
  for (const [right, down] of [...corners, corners[0]])
    await page.mouse.move(x + right * width, y + down * height, { steps: 4 });
  await page.mouse.up();
}

describe('the map', () => {
  it('is offered, made and shown', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    const make = page.getByRole('button', { name: 'Make the map' });
    await make.waitFor();
    expect(await violations(window)).toEqual([]);
    await make.click();
    await until(page, `${drawn} === 40`);
    await page.locator('[data-map-current]').first().waitFor();
    expect(await colouredPixels()).toBeGreaterThan(40 * 10);
  });

  it('shows the frame of a point under the pointer', async () => {
    const { page } = window;
    // The ring of the moment in Explore marks a point whose place is known.
    const mark = await boxOf(page, '[data-map-current]');
    await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
    await page.locator('[data-map-card] img.arrived').waitFor();
    expect(await page.locator('[data-map-card]').textContent()).toMatch(/(guitar|drums)\.mp4/);
  });

  it('lets a point be heard at a click', async () => {
    const { page } = window;
    const mark = await boxOf(page, '[data-map-current]');
    await page.mouse.click(mark.x + mark.width / 2, mark.y + mark.height / 2);
    const heard = `document.querySelector('[data-listening]')`;
    await until(page, `!${heard}.paused && ${heard}.currentTime > 0.1`);
  });

  it('turns what a lasso holds into a list that can be written to a file', async () => {
    const { page } = window;
    await page.getByRole('radio', { name: 'Lasso' }).check({ force: true });
    await lassoAll();
    await panel().getByRole('heading', { name: '40 chosen' }).waitFor();
    await panel().getByRole('button', { name: 'Export the list' }).click();
    await page.getByRole('menuitem', { name: 'As JSON' }).click();
    const said = await page.getByText(/^Saved moments-/).textContent();
    const around = join(window.videos, '..');
    const files = readdirSync(around, { recursive: true, encoding: 'utf8' });
    const file = files.find((path) => path.endsWith(said!.replace('Saved ', '').trim()))!;
    expect(JSON.parse(readFileSync(join(around, file), 'utf8')).moments).toHaveLength(40);
  });

  it('labels what is chosen, joined into spans, and shows the label’s colour', async () => {
    const { page } = window;
    await panel().getByRole('combobox', { name: 'Label them all' }).fill('Music');
    await panel().getByRole('button', { name: 'Label', exact: true }).click();
    await page.getByText(/^2 annotations made: Music/).waitFor();
    const legend = page.getByRole('list', { name: 'What the colours mean' }).getByText('Music');
    await legend.waitFor();
    // One step: what was labelled goes at once, and the label with it.
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await legend.waitFor({ state: 'detached' });
    await panel().getByRole('combobox', { name: 'Label them all' }).fill('Music');
    await panel().getByRole('button', { name: 'Label', exact: true }).click();
    await legend.waitFor();
  });

  it('is walked through by keyboard: focus, hear, circle, list', async () => {
    const { page } = window;
    await panel().getByRole('button', { name: 'Choose nothing' }).click();
    await page.locator('[data-map]').focus();
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-map-focus]').waitFor();
    await page.keyboard.press('l');
    await page.keyboard.press('+');
    await page.keyboard.press('Enter');
    await panel()
      .getByRole('heading', { name: / chosen$/ })
      .waitFor();
    await page.keyboard.press('Escape');
    await panel().getByText('Nothing chosen').waitFor();
    await page.keyboard.press(' ');
    await panel().getByRole('heading', { name: '1 chosen' }).waitFor();
    await page.keyboard.press('g');
    await page.getByRole('heading', { level: 1, name: /\.mp4$/ }).waitFor();
    await page.getByRole('button', { name: 'Map', exact: true }).click();
  });

  for (const colouring of ['Sense', 'Label', 'Video', 'Time']) {
    it(`has nothing that axe objects to, coloured by ${colouring.toLowerCase()}`, async () => {
      await window.page.getByRole('radio', { name: colouring, exact: true }).check({ force: true });
      expect(await violations(window)).toEqual([]);
    });
  }

  it('looks right in the light theme too, and complains of nothing', async () => {
    const { page, complaints } = window;
    await page.keyboard.press('Control+,');
    await page.getByText('Light', { exact: true }).click();
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await until(page, `${drawn} > 0`);
    expect(await violations(window)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
