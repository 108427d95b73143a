import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeSound, probe } from '../../src-main/media/index.ts';
import { tools } from '../fixtures/clips.ts';
import { media } from '../fixtures/fixtures.ts';
import { dropFiles } from './drag-files.ts';
import { boxOf, brightestPlace, codedFrame, differences, isEmpty, readPixels } from './page-pixels.ts';
import {
  demoFolder,
  type OpenWindow,
  openFolder,
  openWindow,
  skipTour,
  starterModel,
  until,
} from './window.ts';

const demo = (name: string) => join(demoFolder, name);
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
let window: OpenWindow;

beforeAll(async () => {
  window = await openWindow({
    files: [
      ...['03-trumpet.mp4', '07-drums.mp4', '11-saxophone.mp4'].map(demo),
      ...[media.coded, media.rotated, media.mpeg2, media.text, media.noSound],
    ],
    settings: existsSync(starterModel) ? { heatmapModel: 'starter-avol' } : {},
  });
});
afterAll(() => window?.close());

/** Opens a video from the grid and waits for its picture. */
async function show(name: string): Promise<void> {
  const { page } = window;
  await page.getByRole('button', { name: new RegExp(`^${name}, `) }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await until(page, `document.querySelector('[data-player]')?.readyState >= 2`);
}

/** Clicks the timeline at a share of its width, and waits for the heatmap of the frame there. */
async function scrubTo(share: number): Promise<number> {
  const { page } = window;
  const line = await boxOf(page, '[data-timeline]');
  await page.mouse.click(line.x + line.width * share, line.y + line.height / 2);
  await page.mouse.move(2, 2);
  const at = `document.querySelector('[data-player]').currentTime`;
  return until<number>(
    page,
    `Math.abs(Number(document.querySelector('[data-heatmap=own]')?.dataset.at) - ${at}) < 0.06 && ${at}`,
  );
}

/** Waits until the list of neighbours is the answer to what was asked last. */
const answered = () => window.page.locator('[data-neighbour-list][aria-busy=false]').waitFor();

describe('a folder of videos', () => {
  it('opens through the window, is indexed, and shows what could not be read and why', async () => {
    const { page } = window;
    await openFolder(window);
    await page.getByText('8 videos').waitFor();
    await page.getByRole('button', { name: 'Try again: text.mp4' }).waitFor();
    const broken = page.getByRole('button', { name: /^text\.mp4, / });
    expect(await broken.getAttribute('aria-label')).not.toMatch(/Indexed|Trouble$/);
    await skipTour(window);
  });

  it('is searched, filtered and put in order', async () => {
    const { page } = window;
    await page.getByRole('searchbox').fill('drum');
    await page.getByText('1 of 8 videos').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('button', { name: '1 with trouble' }).click();
    await page.getByText('1 of 8 videos').waitFor();
    await page.getByRole('button', { name: 'Show all videos' }).click();
    await page.getByText('8 videos', { exact: true }).waitFor();
  });

  it('gives a removed video back when asked to', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Remove from the library: text.mp4' }).click();
    await page.getByText('7 videos').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('8 videos').waitFor();
  });
});

describe('the player', () => {
  it('lays the heatmap exactly over the centre square that the network saw', async () => {
    const { page } = window;
    await show('03-trumpet.mp4');
    await scrubTo(0.4);
    const video = await boxOf(page, '[data-player]');
    const map = await boxOf(page, '[data-heatmap=own]');
    expect(map.width).toBeCloseTo(video.height, 0);
    expect(map.height).toBeCloseTo(video.height, 0);
    expect(map.x + map.width / 2).toBeCloseTo(video.x + video.width / 2, 0);
    expect(map.y).toBeCloseTo(video.y, 0);
  });

  it('previews the frame under a pointer over the timeline, and leaves the playhead where it is', async () => {
    const { page } = window;
    const line = await boxOf(page, '[data-timeline]');
    const stands = await page.evaluate(`document.querySelector('[data-player]').currentTime`);
    await page.mouse.move(line.x + line.width * 0.75, line.y + line.height / 2);
    const preview = `document.querySelector('.preview video')`;
    await until(page, `${preview}?.readyState >= 2 && !${preview}.seeking && ${preview}.currentTime > 5`);
    const there = await readPixels(page, '.preview video');
    expect(there.width).toBeGreaterThan(0);
    expect(await page.evaluate(`document.querySelector('[data-player]').currentTime`)).toBe(stands);
    await page.mouse.move(2, 2);
    await page.locator('.preview').waitFor({ state: 'detached' });
  });

  it('puts its ring where its colours are brightest', async () => {
    const { page } = window;
    await page.keyboard.press('Shift+H');
    const place = brightestPlace(await readPixels(page, '[data-heatmap=own]'));
    const map = await boxOf(page, '[data-heatmap=own]');
    const ring = await boxOf(page, '.peak');
    await page.keyboard.press('Shift+H');
    // A cell is a fourteenth of the map.
    expect(Math.abs(ring.x + ring.width / 2 - (map.x + place.x * map.width))).toBeLessThan(map.width / 14);
    expect(Math.abs(ring.y + ring.height / 2 - (map.y + place.y * map.height))).toBeLessThan(map.height / 14);
  });

  it.runIf(existsSync(starterModel))('points at what sounds, where the truth is known', async () => {
    const { page } = window;
    const at = await scrubTo(0.5);
    const video = await boxOf(page, '[data-player]');
    const map = await boxOf(page, '[data-heatmap=own]');
    const place = brightestPlace(await readPixels(page, '[data-heatmap=own]'));
    const x = (map.x + place.x * map.width - video.x) / video.width;
    const y = (map.y + place.y * map.height - video.y) / video.height;
    const [x0, y0, x1, y1] = soundingBox('03-trumpet.mp4', at);
    expect(x).toBeGreaterThan(x0);
    expect(x).toBeLessThan(x1);
    expect(y).toBeGreaterThan(y0);
    expect(y).toBeLessThan(y1);
  });

  it('steps by exactly one frame', async () => {
    const { page } = window;
    await show('coded.mp4');
    await page.keyboard.press('Home');
    await until(page, `document.querySelector('[data-player]').currentTime === 0`);
    for (let frame = 1; frame <= 3; frame += 1) {
      await page.keyboard.press('ArrowRight');
      await page.getByText(`frame ${frame}`, { exact: true }).waitFor();
      expect(codedFrame(await readPixels(page, '[data-player]'))).toBe(frame);
    }
    await page.keyboard.press('ArrowLeft');
    await page.getByText('frame 2', { exact: true }).waitFor();
    expect(codedFrame(await readPixels(page, '[data-player]'))).toBe(2);
  });

  it('shows a video that lies on its side upright, with the map on its centre square', async () => {
    const { page } = window;
    await show('rotated.mp4');
    const video = await boxOf(page, '[data-player]');
    const map = await boxOf(page, '[data-heatmap=own]');
    expect(video.height).toBeGreaterThan(video.width);
    expect(map.width).toBeCloseTo(video.width, 0);
    expect(map.y + map.height / 2).toBeCloseTo(video.y + video.height / 2, 0);
    const { data } = await readPixels(page, '[data-player]');
    expect(data[0]).toBeGreaterThan(200);
    expect(data[1]).toBeLessThan(60);
  });

  it('makes a copy by itself of what the browser cannot play', async () => {
    await show('mpeg2.avi');
    await scrubTo(0.5);
  });

  it('says that a video has no sound instead of showing a map', async () => {
    const { page } = window;
    await show('no-sound.mp4');
    await page.getByText('This video has no sound. Pin another one to ask for it.').waitFor();
    expect(isEmpty(await readPixels(page, '[data-heatmap=own]'))).toBe(true);
  });
});

describe('neighbours', () => {
  it('are heard at a click, with their own frame on show', async () => {
    const { page } = window;
    await show('07-drums.mp4');
    await scrubTo(0.3);
    const list = page.getByRole('list', { name: 'Neighbours: Frame to Sounds' });
    await list.getByRole('button').first().click();
    const heard = `document.querySelector('[data-listening]')`;
    await until(page, `!${heard}.paused && ${heard}.currentTime > 0.2`);
    expect(await page.evaluate(`${heard}.src`)).toMatch(/\/media\/sound\/\d+\?at=/);
    await until(
      page,
      `[...document.querySelectorAll('section.detail img')].some((image) => image.naturalWidth > 0)`,
    );
  });

  it('answer in all four directions and leave this video out when asked', async () => {
    const { page } = window;
    for (const [from, to] of [
      ['Frame', 'Frames'],
      ['Sound', 'Frames'],
      ['Sound', 'Sounds'],
      ['Frame', 'Sounds'],
    ] as const) {
      await page.getByRole('radio', { name: from, exact: true }).check({ force: true });
      await page.getByRole('radio', { name: to, exact: true }).check({ force: true });
      const list = page.getByRole('list', { name: `Neighbours: ${from} to ${to}` });
      await list.waitFor();
      expect(await list.getByText('07-drums.mp4').count()).toBe(0);
    }
    await page.getByRole('switch', { name: 'Not from this video' }).click();
    await page.getByRole('list').getByText('07-drums.mp4').first().waitFor();
    await page.getByRole('switch', { name: 'Not from this video' }).click();
    await answered();
  });

  it('play their sound over my frame, side by side with its own', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Play over my frame' }).last().click();
    await until(page, `document.querySelector('[data-heatmap=other]')?.dataset.at`);
    const own = await boxOf(page, '[data-heatmap=own]');
    const other = await boxOf(page, '[data-heatmap=other]');
    expect(other.width).toBeCloseTo(own.width, 0);
    expect(other.y).toBeCloseTo(own.y, 0);
    expect(other.x).toBeGreaterThan(own.x + own.width);
    const [ownMap, otherMap] = [
      await readPixels(page, '[data-heatmap=own]'),
      await readPixels(page, '[data-heatmap=other]'),
    ];
    expect(Buffer.compare(otherMap.data, ownMap.data)).not.toBe(0);
    await page.keyboard.press('p');
    await page.locator('[data-heatmap=other]').waitFor({ state: 'detached' });
  });

  it('play their sound over my frame under a pointer that rests on them, in a list of frames too', async () => {
    const { page } = window;
    await page.getByRole('radio', { name: 'Frames', exact: true }).check({ force: true });
    const list = page.getByRole('list', { name: 'Neighbours: Frame to Frames' });
    await list.getByRole('button').first().hover();
    await until(page, `document.querySelector('[data-heatmap=other]')?.dataset.at`);
    await page.mouse.move(2, 2);
    await page.locator('[data-heatmap=other]').waitFor({ state: 'detached' });
    await page.getByRole('radio', { name: 'Sounds', exact: true }).check({ force: true });
    await answered();
  });

  it('are found for a picture dropped from outside', async () => {
    const { page } = window;
    await dropFiles(page, '[data-pane=neighbours]', [media.picturePng]);
    await page.getByRole('heading', { name: 'picture.png' }).waitFor();
    await page.getByRole('list', { name: 'Neighbours: Frame to Sounds' }).waitFor();
    await page.getByRole('button', { name: 'Back to the playhead' }).click();
    await answered();
  });

  it('are found for a sound dropped on the picture, which is played over the frame', async () => {
    const { page } = window;
    await dropFiles(page, '[data-pane=player]', [media.leftOnlyWav]);
    await until(page, `document.querySelector('[data-heatmap=other]')?.dataset.at`);
    await page.getByRole('heading', { name: 'left-only.wav' }).waitFor();
    await page.getByRole('list', { name: 'Neighbours: Sound to Frames' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-heatmap=other]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Back to the playhead' }).click();
    await answered();
  });

  it('are found for a sound from outside', async () => {
    const { page } = window;
    await page.locator('[data-query-file]').setInputFiles(media.leftOnlyWav);
    await page.getByRole('list', { name: 'Neighbours: Sound to Frames' }).waitFor();
    await page.getByRole('heading', { name: 'left-only.wav' }).waitFor();
    await page.getByRole('button', { name: 'Back to the playhead' }).click();
    await page.getByRole('list', { name: /^Neighbours: Sound to Frames/ }).waitFor();
  });
});

describe('exports', () => {
  it('save the frame with its heatmap as the window shows it', async () => {
    const { page } = window;
    await show('03-trumpet.mp4');
    await scrubTo(0.4);
    const frame = await readPixels(page, '[data-player]');
    await page.keyboard.press('e');
    await page.getByText(/^Saved .+\.png$/).waitFor();
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const file = await page
      .getByRole('region', { name: 'Activity' })
      .getByText(/\.png$/)
      .first()
      .textContent();
    const saved = decode(readFileSync(file!.trim()));
    expect([saved.width, saved.height]).toEqual([frame.width, frame.height]);
    const shown = await readPixels(page, '[data-heatmap=own]');
    const { under, clear, change } = differences(frame, saved, shown);
    expect(change).toBeGreaterThan(20);
    // The browser and ffmpeg turn the same film into colours that differ by a few steps.
    expect(clear).toBeLessThan(6);
    expect(under).toBeLessThan(clear + 3);
  });

  it('save the marked span as a film that is heard, while another sound is pinned over its frame', async () => {
    const { page } = window;
    const frame = await readPixels(page, '[data-player]');
    await page.keyboard.press('Home');
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Loop the marked span', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Play over my frame' }).last().click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Marked span with heatmap (MP4)' }).click();
    await page.getByText(/^Saved .+\.mp4$/).waitFor();
    const activity = page.getByRole('region', { name: 'Activity' });
    const file = (await activity
      .getByText(/\.mp4$/)
      .first()
      .textContent())!.trim();
    const film = await probe(await tools(), file);
    expect(film.durationSeconds).toBeCloseTo(2, 1);
    expect([film.picture?.displayWidth, film.picture?.displayHeight]).toEqual([frame.width, frame.height]);
    expect(film.sounds).toHaveLength(1);
    // What is heard is the video's own sound, at its own place.
    const [own, heard] = await Promise.all(
      [demo('03-trumpet.mp4'), file].map(async (path) =>
        decodeSound(await tools(), path, await probe(await tools(), path), 1),
      ),
    );
    expect(likeness(own!, heard!)).toBeGreaterThan(0.9);
    // The list has followed the playhead: its key would pin another one.
    await page.keyboard.press('Escape');
    await page.locator('[data-heatmap=other]').waitFor({ state: 'detached' });
    await page.keyboard.press('x');
  });
});

describe('the page', () => {
  it('had nothing to complain about all the while', () => {
    // A sound without a picture has no frame, and the back end says so.
    expect(window.complaints.filter((complaint) => !/^404 \S+\/media\/frame\//.test(complaint))).toEqual([]);
  });
});

describe('a folder that is gone', () => {
  it('is said to be offline, and found again where it is now', async () => {
    const { page, videos } = window;
    const moved = `${videos}-moved`;
    renameSync(videos, moved);
    await page.reload();
    await page.getByRole('button', { name: /^07-drums\.mp4, .*Offline$/ }).click();
    await page.getByText('The drive with this video is not there').waitFor();
    await page.getByRole('button', { name: 'Find the folder…' }).click();
    await page.getByRole('textbox', { name: 'Path of the folder' }).fill(moved);
    await page.getByRole('button', { name: 'Choose this folder' }).click();
    await until(page, `document.querySelector('[data-heatmap=own]')?.dataset.at`);
  });
});

/** The cosine of two sounds: 1 where one is the other, louder or softer. */
function likeness(one: Float32Array, other: Float32Array): number {
  const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}

function soundingBox(video: string, at: number): [number, number, number, number] {
  const labels = JSON.parse(readFileSync(join(demoFolder, 'labels.json'), 'utf8')) as {
    video: string;
    boxes: { at: number; xyxy: [number, number, number, number] }[];
  }[];
  const boxes = labels.find((label) => label.video === video)!.boxes;
  return boxes.toSorted((one, other) => Math.abs(one.at - at) - Math.abs(other.at - at))[0]!.xyxy;
}
