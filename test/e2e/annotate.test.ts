import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  demoClips,
  makeLabel,
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
  window = await openWindow({ files: demoClips('01-guitar') });
  await openFolder(window);
  await skipTour(window);
  await until(window.page, `document.querySelector('[data-player]')?.readyState >= 2`);
});
afterAll(() => window?.close());

const press = async (...keys: string[]) => {
  for (const key of keys) await window.page.keyboard.press(key);
};
const bars = (name: RegExp) =>
  window.page.getByRole('button', { name }).and(window.page.locator('[data-annotation]'));
const chosen = () => window.page.getByRole('region', { name: 'Chosen' });
/** How many boxes lie on the picture, the proposed one left out. */
const boxes = `document.querySelectorAll('[data-box]:not([data-box=ghost])').length`;
/** The files of a folder of exports, wherever the library lies. */
function exported(folder: string): string[] {
  const around = join(window.videos, '..');
  const files = readdirSync(around, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path.split(/[/\\]/).includes(folder));
}
const shownAt = (seconds: number) =>
  `Math.abs(document.querySelector('[data-player]').currentTime - ${seconds}) < 0.03 && !document.querySelector('[data-player]').seeking`;

describe('annotating by keyboard', () => {
  it('begins with one key, and the first labels get the keys 1 and 2', async () => {
    const { page } = window;
    await press('a');
    await page.getByRole('region', { name: 'Annotate', exact: true }).waitFor();
    for (const name of ['Guitar', 'Voice']) await makeLabel(window, name);
    await press('Escape');
  });

  it('labels a span in three keystrokes, from frame to frame', async () => {
    const { page } = window;
    await press('Shift+ArrowRight');
    await until(page, shownAt(1));
    await press('i', 'Shift+ArrowRight', 'Shift+ArrowRight');
    await until(page, shownAt(3));
    await press('o', '1');
    await bars(/^Guitar, 0:01.00 to 0:03.00, accepted$/).waitFor();
    await chosen().getByText('frames 25–75').waitFor();
  });

  it('begins and ends a span with the same key', async () => {
    await press('Shift+ArrowRight');
    await until(window.page, shownAt(4));
    await press('2', 'Shift+ArrowRight');
    await until(window.page, shownAt(5));
    await press('2');
    await bars(/^Voice, 0:04.00 to 0:05.00/).waitFor();
  });

  it('goes to what is not labelled, back through annotations, splits, joins and trims', async () => {
    const { page } = window;
    await press('Home');
    await until(page, shownAt(0));
    await press('f');
    await until(page, shownAt(3));
    await press('ArrowUp');
    await until(page, shownAt(1));
    await press('Shift+ArrowRight');
    await until(page, shownAt(2));
    await press('s');
    await bars(/^Guitar, 0:02.00 to 0:03.00/).waitFor();
    await bars(/^Guitar, 0:01.00 to 0:02.00/).waitFor();
    await press('ArrowUp', 'Shift+S');
    await bars(/^Guitar, 0:01.00 to 0:03.00/).waitFor();
    await press('Shift+ArrowRight');
    await until(page, shownAt(2));
    await press(']');
    await bars(/^Guitar, 0:01.00 to 0:02.00/).waitFor();
    await press('Control+z');
    await bars(/^Guitar, 0:01.00 to 0:03.00/).waitFor();
  });

  it('takes the box that the heatmap proposes, nudges it, and shows it between key times', async () => {
    const { page } = window;
    await bars(/^Guitar/).click();
    await until(page, shownAt(1));
    await page.locator('[data-box=ghost]').waitFor();
    await press('Enter');
    await until(page, `${boxes} === 1`);
    await chosen().getByText('1 key box').waitFor();
    const left = `parseFloat(document.querySelector('[data-box]:not([data-box=ghost])').style.left)`;
    const before = (await page.evaluate(left)) as number;
    await press('Alt+ArrowRight', 'Alt+ArrowRight');
    await until(page, `Math.abs(${left} - ${before} - 1) < 0.01`);
    await press('Shift+ArrowRight');
    await until(page, shownAt(2));
    await page.getByRole('button', { name: 'Box of Guitar, between key boxes' }).waitFor();
    await press('d');
    await chosen().getByText('2 key boxes').waitFor();
    await press('PageUp');
    await until(page, shownAt(1));
    await press('Shift+D');
    await chosen().getByText('1 key box', { exact: true }).waitFor();
  });

  it('notes and checks, and loops the span', async () => {
    const { page } = window;
    await press('t');
    await page.keyboard.type('from the left');
    await press('Escape', 'c');
    await bars(/^Guitar.*checked$/).waitFor();
    await press('r');
    await until(page, `!document.querySelector('[data-player]').paused`);
    await press('r');
    await until(page, `document.querySelector('[data-player]').paused`);
  });

  it('undoes and redoes after everything was started anew', async () => {
    const { page } = window;
    await window.restart();
    // The same folder brings its own library back.
    await openFolder(window);
    await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
    await press('a');
    await bars(/^Guitar.*checked$/).waitFor();
    await press('Control+z');
    await bars(/^Guitar.*accepted$/).waitFor();
    await press('Control+Shift+Z');
    await bars(/^Guitar.*checked$/).waitFor();
  });

  it('removes, and is undone', async () => {
    await bars(/^Voice/).click();
    await press('Delete');
    await bars(/^Voice/).waitFor({ state: 'detached' });
    await press('Control+z');
    await bars(/^Voice/).waitFor();
  });
});

describe('annotating by pointer', () => {
  it('draws a span on the lane of its label, and trims it', async () => {
    const { page } = window;
    const lane = (await page.locator('[data-lane]').nth(2).boundingBox())!;
    const x = (seconds: number) => lane.x + (seconds / 10) * lane.width;
    const y = lane.y + lane.height / 2;
    const drag = async (from: number, to: number) => {
      await page.mouse.move(x(from), y);
      await page.mouse.down();
      await page.mouse.move(x((from + to) / 2), y);
      await page.mouse.move(x(to), y);
      await page.mouse.up();
    };
    await drag(7, 8);
    await bars(/^Voice, 0:(07.00|06.96|07.04) to 0:(08.00|07.96|08.04)/).waitFor();
    await drag(8, 9);
    await bars(/^Voice, 0:(07.00|06.96|07.04) to 0:(09.00|08.96|09.04)/).waitFor();
  });

  it('draws a box on the picture', async () => {
    const { page } = window;
    await press('Escape', 'End');
    // A box belongs to the frame on show when it is drawn: the last one has to have arrived.
    await page.getByText('frame 249', { exact: true }).waitFor();
    await until(page, `${boxes} === 0`);
    const picture = (await page.locator('[data-box-layer]').boundingBox())!;
    await page.mouse.move(picture.x + picture.width * 0.02, picture.y + picture.height * 0.1);
    await page.mouse.down();
    await page.mouse.move(picture.x + picture.width * 0.1, picture.y + picture.height * 0.3);
    await page.mouse.move(picture.x + picture.width * 0.12, picture.y + picture.height * 0.5);
    await page.mouse.up();
    await until(page, `${boxes} === 1`);
    const style = `document.querySelector('[data-box]:not([data-box=ghost])').style.width`;
    expect(Number.parseFloat((await page.evaluate(style)) as string)).toBeCloseTo(10, 0);
  });
});

describe('frequencies and AudioSet', () => {
  it('frequencies of a span are set, turned the right way round, and undone', async () => {
    const { page } = window;
    await bars(/^Guitar/)
      .first()
      .click();
    const [low, high] = [chosen().getByLabel('Low Hz'), chosen().getByLabel('High Hz')];
    await low.fill('4000');
    await low.press('Enter');
    await high.fill('250.5');
    await high.press('Enter');
    await until(page, `document.querySelector('[aria-label="Low Hz"]').value === '250.5'`);
    expect(await high.inputValue()).toBe('4000');
    await press('Control+z');
    await until(page, `document.querySelector('[aria-label="High Hz"]').value === ''`);
    await press('Control+z');
  });

  it('frequencies are drawn on the spectrogram, dragged by their edges and moved by keys', async () => {
    const { page } = window;
    const [low, high] = [chosen().getByLabel('Low Hz'), chosen().getByLabel('High Hz')];
    const highEdge = page.getByRole('slider', { name: 'Highest frequency of Guitar' });
    const lowEdge = page.getByRole('slider', { name: 'Lowest frequency of Guitar' });
    await until(page, `document.querySelectorAll('[data-band]').length === 0`);
    await highEdge.and(page.locator('[aria-valuetext=open]')).waitFor();
    const [from, to] = [(await highEdge.boundingBox())!, (await lowEdge.boundingBox())!];
    const height = to.y + to.height - from.y;
    const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + height / 4);
    await page.mouse.move(x, y + height / 2);
    await page.mouse.up();
    await until(page, `Number(document.querySelector('[aria-label="High Hz"]').value) > 0`);
    expect(Number(await high.inputValue())).toBeGreaterThan(10_000);
    expect(Number(await high.inputValue())).toBeLessThan(14_000);
    await lowEdge.focus();
    await press('Shift+ArrowUp', 'ArrowUp');
    await lowEdge.and(page.locator('[aria-valuetext="550 Hz"]')).waitFor();
    await until(page, `document.querySelector('[aria-label="Low Hz"]').value === '550'`);
    const band = (await page.locator('[data-band]').boundingBox())!;
    const share = band.height / height;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
    expect(await violations(window)).toEqual([]);
    // Two keys were one step of the history, and the drag another.
    await press('Control+z');
    await until(page, `document.querySelector('[aria-label="Low Hz"]').value === ''`);
    await press('Control+z');
    await until(page, `document.querySelector('[aria-label="High Hz"]').value === ''`);
    expect(await low.inputValue()).toBe('');
  });

  it('a label gets the id of the AudioSet name that it is', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'More about labels and files' }).click();
    await page.getByRole('menuitem', { name: 'Add AudioSet names…' }).click();
    await page.getByLabel('Names', { exact: true }).fill('Guitar\nAccordion');
    await page.getByRole('button', { name: 'Add these' }).click();
    await page.getByText('Added 1 label; 1 were there already.').waitFor();
    const guitar = page.getByRole('button', { name: 'Edit Guitar' });
    await guitar.click({ force: true });
    await until(page, `document.querySelector('[aria-label="AudioSet id"]').value === '/m/0342h'`);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });
});

describe('proposals', () => {
  it('are made, gone through by uncertainty, accepted and counted', async () => {
    const { page } = window;
    await page.getByText('Proposals', { exact: true }).click();
    await page.getByRole('button', { name: 'Propose labels by neighbours' }).click();
    await page.locator('[data-proposal]').first().waitFor();
    await press('w');
    await chosen().getByRole('button', { name: 'Accept' }).waitFor();
    await press('Enter');
    await page.getByText(/100.% right of 1/).waitFor();
    expect(await violations(window)).toEqual([]);
    await page.getByText('Labels', { exact: true }).click();
  });
});

describe('what sounds like the chosen one', () => {
  it('is looked for as a job, and what came of it is said', async () => {
    const { page } = window;
    await bars(/^Guitar/)
      .first()
      .click();
    await chosen().getByRole('button', { name: 'Find more like this' }).click();
    await page
      .getByText(/^(Nothing new to propose|\d+ proposals?)\.$/)
      .last()
      .waitFor();
    await page.getByRole('button', { name: 'Nothing running' }).click();
    await page.getByText('Find what sounds alike', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Activity' }).getByRole('button', { name: 'Close' }).click();
  });
});

describe('in and out', () => {
  it('a clip is cut for each span', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'More about labels and files' }).click();
    await page.getByRole('menuitem', { name: 'Export a clip per span…' }).click();
    expect(await violations(window)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cut clips' }).click();
    await page.getByText(/^Cut \d+ clips?\./).waitFor();
    const names = exported('clips').map((file) => basename(file));
    expect(names).toContain('clips.csv');
    expect(names.filter((name) => /^Guitar-[\d.-]+\.mp4$/.test(name)).length).toBeGreaterThan(0);
  });

  it('a file is looked at, imported as one step, and undone', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'More about labels and files' }).click();
    await page.getByRole('menuitem', { name: 'Import annotations…' }).click();
    const buffer = Buffer.from('5.500000\t6.500000\tPluck\n');
    await page
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'labels.txt', mimeType: 'text/plain', buffer });
    await page.getByText('1 annotation for 1 video, 1 new label').waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await bars(/^Pluck, 0:05.50 to 0:06.50/).waitFor();
    await press('Control+z');
    await bars(/^Pluck/).waitFor({ state: 'detached' });
  });
});

describe('axe finds nothing', () => {
  for (const theme of ['dark', 'light']) {
    it(`while annotating, ${theme}`, async () => {
      await window.page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await bars(/^Guitar/)
        .first()
        .click();
      expect(await violations(window)).toEqual([]);
    });
  }

  it('and nothing was complained about', () => {
    expect(window.complaints.filter((line) => !line.includes('WebSocket'))).toEqual([]);
  });
});
