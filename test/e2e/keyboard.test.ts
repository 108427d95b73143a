import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { boxOf } from './page-pixels.ts';
import { type OpenWindow, openWindow, twoClips, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({ files: twoClips });
});
afterAll(() => window?.close());

const heatmapOf = (name: 'own' | 'other') => `document.querySelector('[data-heatmap=${name}]')?.dataset.at`;
const focused = (selector: string) => `document.activeElement?.matches(${JSON.stringify(selector)})`;

describe('by keyboard alone', () => {
  it('a folder is opened and indexed', async () => {
    const { page, videos } = window;
    await page.getByRole('button', { name: 'Open a folder of videos' }).waitFor();
    await page.keyboard.press('Control+o');
    await page.getByRole('dialog', { name: 'Open a folder of videos' }).waitFor();
    await page.keyboard.press('Tab');
    while (!(await page.evaluate(focused('input')))) await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(videos);
    await page.keyboard.press('Enter');
    await page.getByText('2 videos directly in it').waitFor();
    while (!(await page.evaluate(`document.activeElement?.textContent.includes('Choose this folder')`)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Nothing running' }).waitFor();
    await until(page, `document.querySelectorAll('[data-position][aria-label$=Indexed]').length === 2`);
  });

  it('the tour is read and put away', async () => {
    const { page } = window;
    await page.getByRole('complementary', { name: 'Tour' }).waitFor();
    while (!(await page.evaluate(`document.activeElement?.textContent.trim() === 'Next'`)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 3').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('3 of 3').waitFor();
    while (!(await page.evaluate(`document.activeElement?.textContent.trim() === 'Done'`)))
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Tour' }).waitFor({ state: 'detached' });
  });

  it('a video is chosen in the grid', async () => {
    const { page } = window;
    await page.keyboard.press('1');
    await until(page, focused('[data-position="0"]'));
    await page.keyboard.press('ArrowRight');
    await until(page, focused('[data-position="1"]'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '07-drums.mp4' }).waitFor();
    await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
  });

  it('it is scrubbed, played, and its heatmap follows', async () => {
    const { page } = window;
    await page.keyboard.press('2');
    await until(page, focused('[data-timeline]'));
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await until(page, `Number(${heatmapOf('own')}) > 1.5`);
    await page.keyboard.press('Space');
    await until(page, `!document.querySelector('[data-player]').paused`);
    await until(page, `document.querySelector('[data-player]').currentTime > 2.5`);
    await page.keyboard.press('k');
    await until(page, `document.querySelector('[data-player]').paused`);
  });

  it('L plays faster each time, and Space as before it', async () => {
    const { page } = window;
    const rate = `document.querySelector('[data-player]').playbackRate`;
    await page.keyboard.press('Home');
    await until(page, `document.querySelector('[data-player]').currentTime === 0`);
    // Without a wait between them: keys may come faster than the element tells of what they did.
    await page.keyboard.press('l');
    await page.keyboard.press('l');
    await until(page, `!document.querySelector('[data-player]').paused && ${rate} === 2`);
    await page.keyboard.press('k');
    await until(page, `document.querySelector('[data-player]').paused && ${rate} === 1`);
    await page.keyboard.press('Space');
    await page.keyboard.press('Space');
    expect(await page.evaluate(`document.querySelector('[data-player]').paused`)).toBe(true);
  });

  it('J plays backwards', async () => {
    const { page } = window;
    const at = `document.querySelector('[data-player]').currentTime`;
    await page.keyboard.press('End');
    await until(page, `${at} > 9.5`);
    await page.keyboard.press('j');
    await until(page, `${at} < 9.3`);
    await page.keyboard.press('k');
    await until(page, `!document.querySelector('[data-player]').seeking`);
  });

  it('a span is marked, looped and put away', async () => {
    const { page } = window;
    await page.keyboard.press('Home');
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Loop the marked span', pressed: true }).waitFor();
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Loop', exact: true, pressed: false }).waitFor();
  });

  it('the timeline is zoomed', async () => {
    const { page } = window;
    const whole = (await boxOf(page, '.thumb')).width;
    const width = `document.querySelector('.thumb').getBoundingClientRect().width`;
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    await until(page, `${width} < ${whole} / 3`);
    await page.keyboard.press('0');
    await until(page, `Math.abs(${width} - ${whole}) < 1`);
  });

  it('a neighbour is heard and played over the frame', async () => {
    const { page } = window;
    await page.getByRole('list', { name: 'Neighbours: Frame to Sounds' }).waitFor();
    await page.keyboard.press('3');
    await until(page, focused('[data-pane=neighbours] [data-roving=current]'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const heard = `document.querySelector('[data-listening]')`;
    await until(page, `!${heard}.paused && ${heard}.currentTime > 0.1`);
    await page.keyboard.press('p');
    await until(page, heatmapOf('other'));
    await page.keyboard.press('Escape');
    await until(page, `!${heatmapOf('other')}`);
  });

  it('the frame is exported', async () => {
    const { page } = window;
    await page.keyboard.press('e');
    await page.getByText(/^Saved .+\.png$/).waitFor();
  });

  it('a key is changed, and runs its command', async () => {
    const { page } = window;
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.getByRole('button', { name: /^Heatmap on or off: H/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Press keys…').waitFor();
    await page.keyboard.press('y');
    await page.getByRole('button', { name: /^Heatmap on or off: Y/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('y');
    await page.getByRole('button', { name: 'Heatmap', exact: true, pressed: false }).waitFor();
    await page.keyboard.press('y');
  });

  it('a key that another command had is taken from it, and given back', async () => {
    const { page } = window;
    await page.keyboard.press('?');
    await page.getByRole('button', { name: /^Loop on or off: R/ }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('m');
    await page.getByRole('button', { name: 'Loop on or off: M. Change' }).waitFor();
    await page.getByRole('button', { name: 'Mute: none. Change' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Loop on or off: R. Change' }).waitFor();
    await page.getByRole('button', { name: 'Mute: M. Change' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('every view is reached by its key, and keys of Explore are quiet elsewhere', async () => {
    const { page } = window;
    const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true });
    for (const [key, name] of [
      ['Shift+M', 'Map of the library'],
      ['Shift+T', 'Train'],
      ['Shift+V', 'Evaluate'],
      ['Control+,', 'Settings'],
    ] as const) {
      await page.keyboard.press(key);
      await heading(name).waitFor();
    }
    await page.getByRole('combobox', { name: 'Runtime' }).waitFor();
    for (const key of ['d', 't', 'p', 'n', 'Space']) await page.keyboard.press(key);
    await page.keyboard.press('Shift+E');
    await page.getByRole('list', { name: 'Neighbours: Frame to Sounds' }).waitFor();
    await heading('07-drums.mp4').waitFor();
    expect(
      await page.evaluate(`[${heatmapOf('other')}, document.querySelector('[data-player]').paused]`),
    ).toEqual([undefined, true]);
    await page.keyboard.press('Control+,');
    await heading('Settings').waitFor();
    await page.keyboard.press('1');
    await until(page, focused('[data-pane=library] [data-position]'));
  });

  it('the sheet lists the keys of the map too', async () => {
    const { page } = window;
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await sheet.getByRole('heading', { name: 'On the map' }).waitFor();
    await sheet.getByText('A circle around it').waitFor();
    await sheet.getByRole('button', { name: 'Map: Shift+M. Change' }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
  });

  it('nothing was complained about', () => {
    expect(window.complaints).toEqual([]);
  });
});
