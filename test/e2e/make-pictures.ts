import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tools } from '../fixtures/clips.ts';
import { boxOf } from './page-pixels.ts';
import { demoFolder, type OpenWindow, openFolder, openWindow, skipTour, until } from './window.ts';

// `npm run` has no line for this: node test/e2e/make-pictures.ts draws docs/pictures anew, from the demo clips.

const pictures = join(import.meta.dirname, '../../docs/pictures');
const raw = mkdtempSync(join(tmpdir(), 'earsight-pictures-'));
const window = await openWindow({
  files: readdirSync(demoFolder)
    .filter((name) => name.endsWith('.mp4'))
    .map((name) => join(demoFolder, name)),
  settings: { heatmapModel: 'starter-avol', retrievalModel: 'starter-ave' },
});
try {
  mkdirSync(pictures, { recursive: true });
  await openFolder(window);
  await skipTour(window);
  for (const theme of ['dark', 'light'] as const) await drawTheme(window, theme);
} finally {
  await window.close();
  rmSync(raw, { recursive: true, force: true });
}

async function drawTheme({ page }: OpenWindow, theme: 'dark' | 'light'): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByText(theme === 'dark' ? 'Dark' : 'Light', { exact: true }).click();
  await page.waitForTimeout(500);
  await draw(window, `settings-${theme}`);
  await page.getByRole('button', { name: 'Explore' }).click();
  await page.getByRole('button', { name: /^17-drums-and-harp/ }).click();
  await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
  const line = await boxOf(page, '[data-timeline]');
  await page.mouse.click(line.x + line.width * 0.35, line.y + line.height / 2);
  await page.mouse.move(2, 2);
  await until(page, `Number(document.querySelector('[data-heatmap=own]')?.dataset.at) > 2`);
  await until(
    page,
    `[...document.querySelectorAll('img')].every((image) => image.complete && image.src)`,
  ).catch(() => null);
  await page.waitForTimeout(3000);
  await draw(window, `explore-${theme}`);
  await page.keyboard.press('p');
  await until(page, `document.querySelector('[data-heatmap=other]')?.dataset.at`);
  await page.waitForTimeout(500);
  await draw(window, `another-sound-${theme}`);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.waitForTimeout(400);
  await draw(window, `keys-${theme}`);
  await page.keyboard.press('Escape');
}

/** A picture of the page in 256 colours: a third of the size, and no difference that a reader would see. */
async function draw({ page }: OpenWindow, name: string): Promise<void> {
  const full = join(raw, `${name}.png`);
  await page.screenshot({ path: full });
  const out = join(pictures, `${name}.png`);
  const { ffmpeg } = await tools();
  const filter = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=sierra2_4a';
  await promisify(execFile)(ffmpeg.path, [
    '-loglevel',
    'error',
    '-y',
    '-i',
    full,
    '-vf',
    filter,
    '-update',
    '1',
    out,
  ]);
  process.stdout.write(`${name}.png, ${Math.round(statSync(out).size / 1000)} kB\n`);
}
