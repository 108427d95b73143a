import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tools } from '../fixtures/clips.ts';
import { dropFiles } from './drag-files.ts';
import { boxOf } from './page-pixels.ts';
import { demoFolder, makeLabel, openFolder, openWindow, skipTour, until } from './window.ts';

// `npm run` has no line for this: node test/e2e/make-pictures.ts draws docs/pictures anew, from the demo clips.

const pictures = join(import.meta.dirname, '../../docs/pictures');
const raw = mkdtempSync(join(tmpdir(), 'earsight-pictures-'));
const themes = ['dark', 'light'] as const;
type Theme = (typeof themes)[number];

const window = await openWindow({
  files: readdirSync(demoFolder)
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => join(demoFolder, name)),
  settings: { heatmapModel: 'starter-avol', retrievalModel: 'starter-ave' },
  size: { width: 1280, height: 800 },
  // For the map.
  webgl: true,
});
const { page } = window;
// Everything is drawn by the processor here, beside an indexing and a training.
page.setDefaultTimeout(300_000);
try {
  mkdirSync(pictures, { recursive: true });
  copyFileSync(join(demoFolder, 'labels.json'), join(window.videos, 'labels.json'));
  await openFolder(window);
  await skipTour(window);
  await train();
  await evaluate();
  await annotate();
  await map();
  for (const theme of themes) await drawTheme(theme);
} finally {
  await window.close();
  rmSync(raw, { recursive: true, force: true });
}

/** A small run, so that there are curves to see. */
async function train(): Promise<void> {
  await page.keyboard.press('Shift+T');
  await page.getByRole('radio', { name: /^AVE-Net/ }).check({ force: true });
  await page.getByRole('spinbutton', { name: 'Pairs to learn from' }).fill('1600');
  await page.getByRole('textbox', { name: /^Name/ }).fill('instruments');
  await page.locator('summary', { hasText: 'More' }).first().click();
  await page.getByRole('combobox', { name: 'Width' }).selectOption('0.25');
  await page.getByRole('spinbutton', { name: 'Batch' }).fill('16');
  await page.getByRole('spinbutton', { name: 'Picture size' }).fill('64');
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByRole('button', { name: 'Nothing running' }).waitFor();
  await page.locator('summary', { hasText: 'More' }).first().click();
}

async function evaluate(): Promise<void> {
  await page.keyboard.press('Shift+V');
  await until(
    page,
    `[...document.querySelectorAll('select')].some((one) => one.value.endsWith('labels.json'))`,
    300,
  );
  await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('starter-avol');
  await page.getByRole('button', { name: 'Evaluate', exact: true }).last().click();
  await page.getByRole('article').first().waitFor();
}

async function annotate(): Promise<void> {
  await showDemo();
  await page.keyboard.press('a');
  for (const name of ['Drums', 'Harp']) await makeLabel(window, name);
  await page.keyboard.press('Escape');
  for (const [key, from, to] of [
    ['1', 0, 3],
    ['2', 4, 7],
  ] as const) {
    await goTo(from);
    await page.keyboard.press('i');
    await goTo(to);
    await page.keyboard.press('o');
    await page.keyboard.press(key);
    await page.waitForTimeout(1000);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
}

async function map(): Promise<void> {
  await page.keyboard.press('Shift+M');
  await page.getByRole('button', { name: 'Make the map' }).click();
  await until(page, `document.querySelector('canvas[data-drawn]')`, 300);
}

/** Every view in one theme. */
async function drawTheme(theme: Theme): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByText(theme === 'dark' ? 'Dark' : 'Light', { exact: true }).click();
  await draw(`settings-${theme}`);
  for (const [key, name] of [
    ['Shift+M', 'map'],
    ['Shift+T', 'train'],
    ['Shift+V', 'evaluate'],
  ] as const) {
    await page.keyboard.press(key);
    await draw(`${name}-${theme}`, 2500);
  }
  await showDemo();
  await goTo(5);
  await draw(`explore-${theme}`, 4000);
  await dropFiles(page, '[data-pane=player]', [await harpSound()]);
  await until(page, `document.querySelector('[data-heatmap=other]')?.dataset.at`, 60);
  await draw(`another-sound-${theme}`, 4000);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the playhead' }).click();
  await page.keyboard.press('?');
  await draw(`keys-${theme}`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page
    .getByRole('button', { name: /^Drums, 0:/ })
    .first()
    .click();
  await page.locator('[data-box=ghost]').waitFor();
  await draw(`annotate-${theme}`);
  await page.keyboard.press('a');
}

async function showDemo(): Promise<void> {
  await page.keyboard.press('Shift+E');
  await page.getByRole('button', { name: /^17-drums-and-harp/ }).click();
  await until(page, `document.querySelector('[data-player]')?.readyState >= 2`, 60);
}

/** A second of the video, by the timeline, and its heatmap. */
async function goTo(second: number): Promise<void> {
  const line = await boxOf(page, '[data-timeline]');
  await page.mouse.click(line.x + (line.width * (second + 0.02)) / 10, line.y + 10);
  await page.mouse.move(2, 2);
  await until(
    page,
    `Math.abs(Number(document.querySelector('[data-heatmap=own]')?.dataset.at) - ${second}) < 0.1`,
    60,
  );
}

/** A sound of a harp, as a file that someone has. */
async function harpSound(): Promise<string> {
  const sound = join(raw, 'harp.wav');
  const { ffmpeg } = await tools();
  const harp = ['-ss', '0', '-t', '1', '-i', join(demoFolder, '09-harp.mp4')];
  await promisify(execFile)(ffmpeg.path, ['-loglevel', 'error', '-y', ...harp, '-vn', sound]);
  return sound;
}

/** A picture of the page in 256 colours: a third of the size, and no difference that a reader would see. */
async function draw(name: string, settleMilliseconds = 800): Promise<void> {
  await page.waitForTimeout(settleMilliseconds);
  const full = join(raw, `${name}.png`);
  await page.screenshot({ path: full });
  const out = join(pictures, `${name}.png`);
  const { ffmpeg } = await tools();
  const filter = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=sierra2_4a';
  const quiet = ['-loglevel', 'error', '-y'];
  await promisify(execFile)(ffmpeg.path, [...quiet, '-i', full, '-vf', filter, '-update', '1', out]);
  process.stdout.write(`${name}.png, ${Math.round(statSync(out).size / 1000)} kB\n`);
}
