import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { demoFolder, type OpenWindow, openFolder, openWindow, skipTour, until } from './window.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({ files: [join(demoFolder, '01-guitar.mp4')] });
  await openFolder(window);
  await skipTour(window);
  await until(window.page, `document.querySelector('[data-player]')?.readyState >= 2`);
  await makeAnnotations();
});
afterAll(() => window?.close());

/** A span with a label and, inside it, a box. */
async function makeAnnotations(): Promise<void> {
  const { page } = window;
  await page.keyboard.press('a');
  await page.getByRole('textbox', { name: 'New label' }).fill('Guitar');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Guitar, key/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+ArrowRight');
  await until(page, `Math.abs(document.querySelector('[data-player]').currentTime - 1) < 0.03`);
  await page.keyboard.press('o');
  await page.keyboard.press('1');
  await page.locator('[data-annotation]').first().waitFor();
  await page.getByRole('button', { name: 'Add a key box here' }).click();
  await page.getByText('1 key box').waitFor();
}

/** Opens a dialog of the menu of labels and files. */
async function dialogOf(entry: string) {
  const { page } = window;
  await page.getByRole('button', { name: 'More about labels and files' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}

/** The files of a folder of exports, wherever the library lies. */
function exported(folder: string): string[] {
  return readdirSync(join(window.videos, '..'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.split(/[/\\]/).includes(folder))
    .map(({ parentPath, name }) => join(parentPath, name));
}

const formats = [
  'via',
  'coco',
  'kwcoco',
  'cvat',
  'label-studio',
  'elan',
  'audacity',
  'raven',
  'audioset',
  'vgg-ss',
  'webvtt',
  'srt',
  'losslesscut-csv',
  'losslesscut-tsv',
  'otio',
];

describe('annotations go out and come in', () => {
  it('in all formats', async () => {
    const dialog = await dialogOf('Export annotations…');
    const options = dialog.getByRole('combobox', { name: 'Format' }).locator('option');
    await options.nth(1).waitFor({ state: 'attached' });
    const values = await Promise.all((await options.all()).map((option) => option.getAttribute('value')));
    expect(values).toEqual(formats);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it.each(formats)('as %s', async (format) => {
    const { page } = window;
    const exporting = await dialogOf('Export annotations…');
    await exporting.getByRole('combobox', { name: 'Format' }).selectOption(format);
    await exporting.getByRole('button', { name: 'Export' }).click();
    const told = page.getByText(/^Exported 1 annotation/);
    await told.waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
    await told.waitFor({ state: 'detached' });
    const file = exported(`annotations-${format}`).find((path) => !path.endsWith('.config.xml'))!;
    if (format === 'otio') return void expect(file).toMatch(/\.otio$/);
    const importing = await dialogOf('Import annotations…');
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await importing.getByText('1 annotation for 1 video, 0 new labels').waitFor();
    await importing.getByText(`Format: ${format}`, { exact: true }).waitFor();
    await importing.getByRole('button', { name: 'Cancel' }).click();
    await importing.waitFor({ state: 'detached' });
  });
});
