import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Annotation, libraryFileName, openStore, type Store } from '../../src-main/store/index.ts';
import { demoClips, makeLabel, type OpenWindow, openFolder, openWindow, skipTour, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;
/** The library as another process sees it: what the window shows could be rounded. */
let store: Store;

beforeAll(async () => {
  window = await openWindow({ files: demoClips('01-guitar') });
  await openFolder(window);
  await skipTour(window);
  await until(window.page, `document.querySelector('[data-player]')?.readyState >= 2`);
  await makeAnnotations();
  store = openStore(libraryOf(window.videos));
});
afterAll(async () => {
  store?.close();
  await window?.close();
});

/** The library that was made for a folder of videos, among those of the settings' own folder. */
function libraryOf(videos: string): string {
  const libraries = join(videos, '../home/libraries');
  const file = readdirSync(libraries, { recursive: true, withFileTypes: true }).find(
    ({ name }) => name === libraryFileName,
  );
  return file!.parentPath;
}

/** A span with a label and, inside it, a box. */
async function makeAnnotations(): Promise<void> {
  const { page } = window;
  await page.keyboard.press('a');
  await makeLabel(window, 'Guitar');
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

interface Precision {
  /** How far times may be off, in seconds; null where the format has no spans. */
  readonly span: number | null;
  /** How far the times of boxes may be off; null where the format has no boxes. */
  readonly at: number | null;
  /** How far the corners of boxes may be off, as shares of the picture. */
  readonly corner?: number;
}

const frame = 1 / 25;
const millisecond = 0.0005;
const microsecond = 1e-6;
/** A ten-thousandth of a pixel of the smallest picture there is any sense in. */
const pixel = 1e-6;

/** Each format with the precision that docs/formats.md promises. */
const formats: readonly [format: string, precision: Precision | null][] = [
  ['via', { span: microsecond, at: microsecond, corner: pixel }],
  ['coco', { span: null, at: frame, corner: pixel }],
  ['kwcoco', { span: microsecond, at: microsecond, corner: pixel }],
  ['cvat', { span: microsecond, at: microsecond, corner: pixel }],
  ['label-studio', { span: microsecond, at: microsecond, corner: 1e-8 }],
  ['elan', { span: millisecond, at: null }],
  ['audacity', { span: microsecond, at: null }],
  ['raven', { span: microsecond, at: null }],
  ['audioset', { span: millisecond, at: null }],
  ['vgg-ss', { span: null, at: microsecond, corner: 1e-9 }],
  ['webvtt', { span: millisecond, at: null }],
  ['srt', { span: millisecond, at: null }],
  ['losslesscut-csv', { span: microsecond, at: null }],
  ['losslesscut-tsv', { span: millisecond, at: null }],
  ['otio', null],
];

const annotations = (): readonly Annotation[] => store.annotations.list({}).items;

/** The same label, times and boxes as far as a format carries them, and nothing it does not carry. */
function expectSame(back: Annotation, original: Annotation, { span, at, corner = 0 }: Precision): void {
  expect(back.videoId).toBe(original.videoId);
  expect(back.labelId).toBe(original.labelId);
  const within = (one: number, other: number, tolerance: number): void =>
    // A billionth for the sums of binary fractions.
    expect(Math.abs(one - other)).toBeLessThanOrEqual(tolerance + 1e-9);
  if (span === null) expect(back.span).toBeNull();
  else {
    within(back.span!.fromSeconds, original.span!.fromSeconds, span);
    within(back.span!.toSeconds, original.span!.toSeconds, span);
  }
  expect(back.boxes).toHaveLength(at === null ? 0 : original.boxes.length);
  for (const [index, box] of back.boxes.entries()) {
    const drawn = original.boxes[index]!;
    within(box.atSeconds, drawn.atSeconds, at!);
    for (const edge of ['x0', 'y0', 'x1', 'y1'] as const) within(box[edge], drawn[edge], corner);
  }
}

describe('annotations go out and come in', () => {
  it('in all formats', async () => {
    const dialog = await dialogOf('Export annotations…');
    const options = dialog.getByRole('combobox', { name: 'Format' }).locator('option');
    await options.nth(1).waitFor({ state: 'attached' });
    const values = await Promise.all((await options.all()).map((option) => option.getAttribute('value')));
    expect(values).toEqual(formats.map(([format]) => format));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  it.each(formats)('as %s, and what comes back is the same', async (format, precision) => {
    const { page } = window;
    const [original] = annotations();
    expect(original).toMatchObject({ span: { fromSeconds: 0 }, boxes: [{}] });
    const exporting = await dialogOf('Export annotations…');
    await exporting.getByRole('combobox', { name: 'Format' }).selectOption(format);
    await exporting.getByRole('button', { name: 'Export' }).click();
    const told = page.getByText(/^Exported 1 annotation/);
    await told.waitFor();
    // The newest message is the last; what the one before says of undoing may still be there.
    await page.getByRole('button', { name: 'Dismiss' }).last().click();
    await told.waitFor({ state: 'detached' });
    const file = exported(`annotations-${format}`).find((path) => !path.endsWith('.config.xml'))!;
    if (precision === null) return void expect(file).toMatch(/\.otio$/);
    const importing = await dialogOf('Import annotations…');
    await page.getByLabel('File', { exact: true }).setInputFiles(file);
    await importing.getByText('1 annotation for 1 video, 0 new labels').waitFor();
    await importing.getByText(`Format: ${format}`, { exact: true }).waitFor();
    await importing.getByRole('button', { name: 'Import', exact: true }).click();
    await importing.waitFor({ state: 'detached' });
    await page.getByText('Imported 1 annotation.').waitFor();
    const back = annotations().filter(({ id }) => id !== original!.id);
    expect(back).toHaveLength(1);
    expectSame(back[0]!, original!, precision);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await vi.waitFor(() => expect(annotations()).toEqual([original]), { timeout: 110_000 });
  });
});
