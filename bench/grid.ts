import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { buildPage } from '../test/e2e/page-build.ts';
import { boxOf } from '../test/e2e/page-pixels.ts';
import { startServer, until } from '../test/e2e/window.ts';
import { type PageFrame, watchFrames } from './page-frames.ts';
import { quantile, rounded } from './statistics.ts';
import { keepThumbnails, makeLibrary } from './window-library.ts';

const videos = 10_000;
const size = { width: 1440, height: 900 };
/** Of each way to scroll. */
const scrollSeconds = 6;
const notchPixels = 120;
const grid = '[data-pane=library] .scroller';

/**
 * The grid of a library of 10,000 videos, whose thumbnails are there, in a real Chromium on the real back end:
 * milliseconds from one frame to the next while it is scrolled by wheel and by scrollbar, what of them is the page's
 * own work, the thumbnails asked for, and how long those at rest are waited for.
 */
export async function run(note: (text: string) => void): Promise<unknown> {
  await buildPage();
  note(`  making a library of ${videos} videos`);
  const library = await makeLibrary(videos, 'none', { moments: 1, size: '320x180' });
  const kept = await keepThumbnails(library);
  const home = mkdtempSync(join(tmpdir(), 'earsight-bench-home-'));
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ tourSeen: true }));
  const browser = await launchBrowser({ scrollbars: true });
  try {
    const server = await startServer(library.folder, home);
    try {
      const page = await browser.newPage({ viewport: size });
      await page.goto(server.url);
      await until(page, `document.querySelectorAll('[data-position][aria-label$=Indexed]').length > 8`);
      await untilPictures(page);
      const measured = await measure(browser, page, note);
      // Besides the thumbnails lies there what the player needs of its one video.
      if (readdirSync(kept).length > videos + 20)
        throw new Error('Thumbnails were made: the names of the cache have changed.');
      return { videos, unit: 'ms', ...measured };
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    await library.remove();
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(browser: Browser, page: Page, note: (text: string) => void) {
  const box = await boxOf(page, grid);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const wheel = (notches: number) => async () => {
    await page.mouse.wheel(0, notches * notchPixels);
    await page.waitForTimeout(16);
  };
  await page.mouse.move(middle.x, middle.y);
  note('  by the wheel, at a reading pace');
  const reading = await scroll(browser, page, async (step) => {
    if (step % 8 === 0) await wheel(1)();
    else await page.waitForTimeout(16);
  });
  note('  by the wheel, as fast as it spins');
  const spinning = await scroll(browser, page, wheel(3));
  note('  by the scrollbar');
  await page.evaluate(`document.querySelector(${JSON.stringify(grid)}).scrollTop = 0`);
  await untilPictures(page);
  const inner = (await page.evaluate(
    `document.querySelector(${JSON.stringify(grid)}).clientWidth`,
  )) as number;
  const bar = { x: box.x + (inner + box.width) / 2, from: box.y + 24, to: box.y + box.height - 24 };
  await page.mouse.move(bar.x, bar.from);
  await page.mouse.down();
  const dragging = await scroll(browser, page, async (_step, share) => {
    const before = await scrollTop(page);
    await page.mouse.move(bar.x, bar.from + (bar.to - bar.from) * share);
    // A screen tells of the hand once a frame; moves sent faster would wait in line and go on after it rests.
    await page.evaluate(`new Promise((resolve) => {
      const begun = performance.now();
      const look = () => {
        const moved = document.querySelector(${JSON.stringify(grid)}).scrollTop !== ${before};
        if (moved || performance.now() - begun > 500) resolve();
        else requestAnimationFrame(look);
      };
      look();
    })`);
  });
  await page.mouse.up();
  // A hand that missed the bar would measure a page at rest.
  if (dragging.pixels === 0) throw new Error('The scrollbar did not scroll.');
  return { reading, spinning, dragging };
}

/** Scrolls by one way, and waits for the pictures of where it ended. */
async function scroll(browser: Browser, page: Page, move: (step: number, share: number) => Promise<void>) {
  const asked = { thumbnails: 0, dropped: 0 };
  const isThumbnail = (url: string) => url.includes('/media/thumbnail/');
  const count = (part: keyof typeof asked) => (request: { url(): string }) => {
    if (isThumbnail(request.url())) asked[part] += 1;
  };
  const [onRequest, onDropped] = [count('thumbnails'), count('dropped')];
  page.on('request', onRequest);
  page.on('requestfailed', onDropped);
  const startedFrom = await scrollTop(page);
  let restMs = 0;
  const frames = await watchFrames(browser, page, async () => {
    const begun = performance.now();
    for (let step = 0; ; step++) {
      const share = (performance.now() - begun) / (scrollSeconds * 1000);
      if (share >= 1) break;
      await move(step, share);
    }
    restMs = await untilPictures(page);
  });
  page.off('request', onRequest);
  page.off('requestfailed', onDropped);
  return {
    pixels: Math.round((await scrollTop(page)) - startedFrom),
    frames: frames.length,
    ...summary(frames),
    ...asked,
    restMs,
  };
}

/**
 * Waits until each picture in sight is there, counted in the page's own time from when the list stood still: a drag
 * goes on for seconds after the hand rests where the browser draws in software.
 */
async function untilPictures(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve, reject) => {
    const scroller = document.querySelector(${JSON.stringify(grid)});
    let still = performance.now();
    let stands = scroller.scrollTop;
    let thereAfter = null;
    const look = () => {
      if (scroller.scrollTop !== stands) {
        stands = scroller.scrollTop;
        still = performance.now();
        thereAfter = null;
      }
      const waited = performance.now() - still;
      const { top, bottom } = scroller.getBoundingClientRect();
      // Of a tile at the edge only the name may be in sight, and its picture is not fetched yet.
      const pictures = [...scroller.querySelectorAll('[data-position] .picture')].filter((picture) => {
        const box = picture.getBoundingClientRect();
        // A sliver is in sight for one rounding and not for another.
        return box.bottom > top + 2 && box.top < bottom - 2;
      });
      const missing = pictures.filter((picture) => !picture.querySelector('img.arrived'));
      if (pictures.length > 0 && missing.length === 0) thereAfter ??= Math.round(waited);
      if (thereAfter !== null && waited > 300) resolve(thereAfter);
      else if (waited > 30000) {
        const places = missing.map((picture) => picture.closest('[data-position]').dataset.position);
        reject(new Error('Pictures in sight are not there: ' + places.join(', ')));
      } else setTimeout(look, 10);
    };
    look();
  })`);
}

async function scrollTop(page: Page): Promise<number> {
  return page.evaluate(`document.querySelector(${JSON.stringify(grid)}).scrollTop`);
}

function summary(frames: readonly PageFrame[]) {
  const of = (part: keyof PageFrame) => {
    const values = frames.map((frame) => frame[part]);
    return { p50: rounded(quantile(values, 0.5)), p95: rounded(quantile(values, 0.95)) };
  };
  return {
    frame: of('sinceLast'),
    work: of('work'),
    ofIt: { script: of('script'), layout: of('layout'), painting: of('painting') },
  };
}
