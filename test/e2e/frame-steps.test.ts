import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { media, variableTimes } from '../fixtures/fixtures.ts';
import { codedFrame, readPixels } from './page-pixels.ts';
import { type OpenWindow, openFolder, openWindow, skipTour, until } from './window.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;
/** What the page asked of the back end, as the text inside its messages. */
const asked: string[] = [];

beforeAll(async () => {
  window = await openWindow({ files: [media.coded, media.variableRate, media.falseRate] });
  window.page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => asked.push(payload.toString('latin1'))),
  );
  await window.page.reload();
  await openFolder(window);
  await skipTour(window);
});
afterAll(() => window?.close());

async function show(file: string): Promise<void> {
  const { page } = window;
  const name = basename(file);
  await page.getByRole('button', { name: new RegExp(`^${name}, `) }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
  await page.keyboard.press('Home');
  await page.getByText('frame 0', { exact: true }).waitFor();
}

/** Presses a key and waits for the frame that should come; gives the number written into the picture. */
async function stepTo(key: string, frame: number): Promise<number> {
  const { page } = window;
  await page.keyboard.press(key);
  await page.getByText(`frame ${frame}`, { exact: true }).waitFor();
  await until(page, `!document.querySelector('[data-player]').seeking`);
  return codedFrame(await readPixels(page, '[data-player]'));
}

const readsTimes = () => asked.some((message) => message.includes('interchange.frameTimes'));

describe('the arrow keys', () => {
  it('go frame by frame at a fixed rate, for which nothing is read from the file', async () => {
    await show(media.coded);
    for (const frame of [1, 2, 3]) expect(await stepTo('ArrowRight', frame)).toBe(frame);
    expect(await stepTo('ArrowLeft', 2)).toBe(2);
    expect(readsTimes()).toBe(false);
  });

  it('lose no press while a seek is under way', async () => {
    const { page } = window;
    await page.keyboard.press('Home');
    await page.getByText('frame 0', { exact: true }).waitFor();
    for (let press = 0; press < 6; press += 1) void page.keyboard.press('ArrowRight');
    await page.getByText('frame 6', { exact: true }).waitFor();
    // Each a little after the one before: some come when a seek has ended and its frame is not told yet.
    for (let press = 0; press < 80; press += 1) await page.keyboard.press('ArrowRight');
    await page.getByText('frame 86', { exact: true }).waitFor();
  });

  it('go frame by frame where no two frames last equally long', async () => {
    await show(media.variableRate);
    await vi.waitUntil(readsTimes, 110_000);
    for (const frame of [1, 2, 3, 4, 5, 6]) expect(await stepTo('ArrowRight', frame)).toBe(frame);
    expect(await stepTo('ArrowLeft', 5)).toBe(5);
    const at = await window.page.evaluate(`document.querySelector('[data-player]').currentTime`);
    expect(at).toBeGreaterThan(variableTimes[5]!);
    expect(at).toBeLessThan(variableTimes[6]!);
  });

  it('get on in a file whose header claims a rate that is not its own', async () => {
    const { page } = window;
    await show(media.falseRate);
    const shownFrame = async () => codedFrame(await readPixels(page, '[data-player]'));
    const press = async (key: string) => {
      await page.keyboard.press(key);
      await until(page, `!document.querySelector('[data-player]').seeking`);
    };
    for (let second = 0; second < 6; second += 1) await press('Shift+ArrowRight');
    const before = await shownFrame();
    // A frame lasts some 0.35 s there, nine steps of the claimed rate.
    let presses = 0;
    for (; presses < 12 && (await shownFrame()) === before; presses += 1) await press('ArrowRight');
    expect(await shownFrame()).toBe(before + 1);
    expect(presses).toBeGreaterThan(1);
  });
});
