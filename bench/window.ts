import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/e2e/browser.ts';
import { buildPage } from '../test/e2e/page-build.ts';
import { boxOf } from '../test/e2e/page-pixels.ts';
import { starterModel, startServer, until } from '../test/e2e/window.ts';
import { memoryOfTree } from './process-memory.ts';
import { quantile, rounded } from './statistics.ts';
import { makeLibrary } from './window-library.ts';
import { type Latencies, latenciesOf, record, takeRecording } from './window-recorder.ts';

const videos = 1000;
const starts = 3;
const steps = 60;
const size = { width: 1440, height: 900 };
const defaultMinutes = 10;
const sampleSeconds = 10;
const retrievalModel = 'starter-ave';

/**
 * The window in a real Chromium on the real back end, with a library of 1,000 videos: milliseconds from the start
 * to a window one can use; from a movement of the hand on the timeline to the heatmap on the screen; and the memory
 * over minutes of scrubbing (`--minutes=N`, 10 unless told otherwise, 0 for none).
 */
export async function run(note: (text: string) => void, args: string[]): Promise<unknown> {
  const minutes = Number(args.find((arg) => arg.startsWith('--minutes='))?.split('=')[1] ?? defaultMinutes);
  if (!(minutes >= 0)) throw new Error('--minutes must be a number from 0.');
  await buildPage();
  note(`  making a library of ${videos} videos`);
  const manifest = JSON.parse(readFileSync(join(starterModel, `../${retrievalModel}/model.json`), 'utf8'));
  const library = await makeLibrary(videos, manifest.hash);
  const home = mkdtempSync(join(tmpdir(), 'earsight-bench-home-'));
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ tourSeen: true }));
  const browser = await launchBrowser();
  try {
    const started: Start[] = [];
    for (let number = 0; number < starts; number++) {
      note(`  start ${number + 1} of ${starts}`);
      const window = await openOnce(browser, library.folder, home);
      started.push(window.start);
      await window.close();
    }
    const window = await openOnce(browser, library.folder, home);
    try {
      note('  scrubbing');
      const scrubbing = await measureScrubbing(window.page);
      note(`  ${minutes} minutes of scrubbing`);
      const memory = minutes > 0 ? await measureMemory(window, minutes, note) : null;
      return {
        library: { videos: library.videos, moments: library.moments, video: '1280x720, 20 s' },
        // The first start has no thumbnail yet and an empty cache of compiled code.
        start: { unit: 'ms', first: started[0], next: started.slice(1) },
        scrubbing: { unit: 'ms', ...scrubbing },
        memory,
      };
    } finally {
      await window.close();
    }
  } finally {
    await browser.close();
    await library.remove();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Since the start of the process, in milliseconds. */
interface Start {
  /** The back end gave its link. */
  readonly link: number;
  /** The library shows its videos. */
  readonly grid: number;
  /** The first video shows its picture. */
  readonly picture: number;
  /** With its heatmap: everything there is to use. */
  readonly usable: number;
  /** The neighbours of its first frame are there. */
  readonly neighbours: number;
}

interface OpenedWindow {
  readonly page: Page;
  readonly serverPid: number;
  readonly start: Start;
  close(): Promise<void>;
}

async function openOnce(browser: Browser, library: string, home: string): Promise<OpenedWindow> {
  const context = await browser.newContext({ viewport: size });
  const page = await context.newPage();
  const begun = performance.now();
  const since = () => Math.round(performance.now() - begun);
  const server = await startServer(library, home);
  const link = since();
  await page.goto(server.url);
  // Side by side, so that none of them waits for the other to be noticed.
  const [grid, picture, usable, neighbours] = await Promise.all(
    [
      `document.querySelectorAll('[data-position][aria-label$=Indexed]').length > 8`,
      `document.querySelector('[data-player]')?.readyState >= 2`,
      `document.querySelector('[data-heatmap=own]')?.dataset.at`,
      `document.querySelectorAll('[data-neighbour-list] li').length > 0`,
    ].map((sign) => until(page, sign, 60).then(since)),
  );
  return {
    page,
    serverPid: server.pid,
    start: { link, grid: grid!, picture: picture!, usable: usable!, neighbours: neighbours! },
    close: async () => {
      await context.close();
      await server.stop();
    },
  };
}

async function measureScrubbing(page: Page) {
  await record(page);
  const line = await boxOf(page, '[data-timeline]');
  const y = line.y + line.height / 2;
  const go = (share: number) => page.mouse.move(line.x + line.width * share, y);
  await go(0.1);
  await page.mouse.down();
  await page.waitForTimeout(3000);
  await takeRecording(page);
  // One place after another, each waited for: near ones as a hand looks around, far ones as it jumps.
  const near = await measureSteps(page, (step) => go(0.1 + 0.8 * wave(step * 0.0171)));
  const far = await measureSteps(page, (step) => go(0.05 + 0.9 * ((step * 0.617) % 1)));
  // A hand that never rests: what is shown then is as old as this.
  for (let frame = 0; frame < 600; frame++) {
    await go(0.1 + 0.8 * wave(frame * 0.002));
    await page.waitForTimeout(16);
  }
  await page.waitForTimeout(500);
  const dragging = latenciesOf(await takeRecording(page));
  await page.mouse.up();
  return { near: summary(near), far: summary(far), dragging: summary(dragging) };
}

async function measureSteps(page: Page, move: (step: number) => Promise<void>): Promise<Latencies> {
  const all: Latencies = { map: [], frame: [] };
  for (let step = 1; step <= steps; step++) {
    await move(step);
    await until(
      page,
      `recording.moves.length > 0 && recording.maps.some(({ at }) => Math.abs(at + 0.02 - recording.moves.at(-1).at) < 0.023)`,
    );
    await page.waitForTimeout(120);
    const { map, frame } = latenciesOf(await takeRecording(page));
    // A seek may tell of its frame twice; the first map of it is the one a person sees.
    all.map.push(...map.slice(0, 1));
    all.frame.push(...frame.slice(0, 1));
  }
  return all;
}

/** Back and forth at one speed, 0…1: a hand that slowed down would come to the same frame twice. */
function wave(turns: number): number {
  return 1 - Math.abs(1 - ((2 * turns) % 2));
}

function summary({ map, frame }: Latencies) {
  const of = (list: number[]) =>
    list.length === 0 ? null : { p50: rounded(quantile(list, 0.5)), p95: rounded(quantile(list, 0.95)) };
  return { heatmaps: map.length, heatmap: of(map), frame: of(frame) };
}

/** One look at the memory, in MB. */
interface Sample {
  readonly minute: number;
  /** JavaScript's own, of the page, after its garbage is collected. */
  readonly pageHeap: number;
  /** The process that draws the page; the largest of the browser's. */
  readonly renderer: number | null;
  /** The back end: the server, its two workers, and any ffmpeg under way. */
  readonly backEnd: number | null;
}

async function measureMemory(
  { page, serverPid }: OpenedWindow,
  minutes: number,
  note: (text: string) => void,
) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const line = await boxOf(page, '[data-timeline]');
  const y = line.y + line.height / 2;
  const begun = performance.now();
  const samples: Sample[] = [];
  for (let frame = 0; ; frame++) {
    const minute = (performance.now() - begun) / 60_000;
    if (minute * 60 >= samples.length * sampleSeconds) {
      samples.push(await look(minute));
      const { renderer, backEnd } = samples.at(-1)!;
      note(`    ${minute.toFixed(1)} min: page ${renderer} MB, back end ${backEnd} MB`);
    }
    if (minute >= minutes) break;
    // Another video every 20 seconds or so: what belonged to the one before has to go.
    if (frame % 1000 === 999) {
      await page.mouse.up();
      await page.keyboard.press('n');
      await page.waitForTimeout(500);
    }
    await page.mouse.move(line.x + line.width * (0.05 + 0.9 * wave(frame * 0.003)), y);
    if (frame % 1000 === 0) await page.mouse.down();
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
  return { unit: 'MB', minutes, ...growth(samples), samples };

  async function look(minute: number): Promise<Sample> {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const renderers = memoryOfTree(process.pid).filter(({ command }) => command.includes('--type=renderer'));
    const backEnd = memoryOfTree(serverPid);
    return {
      minute: rounded(minute),
      pageHeap: rounded(usedSize / 1e6),
      renderer: renderers.length ? rounded(Math.max(...renderers.map(({ megabytes }) => megabytes))) : null,
      backEnd: backEnd.length ? rounded(backEnd.reduce((sum, { megabytes }) => sum + megabytes, 0)) : null,
    };
  }
}

/** The middle of the last third against that of the second: caches that fill at first are no leak. */
function growth(samples: readonly Sample[]) {
  const third = Math.floor(samples.length / 3);
  const compare = (part: 'pageHeap' | 'renderer' | 'backEnd') => {
    const values = samples.map((sample) => sample[part]).filter((value) => value !== null);
    if (third < 1 || values.length < samples.length) return null;
    const before = quantile(values.slice(third, 2 * third), 0.5);
    const after = quantile(values.slice(2 * third), 0.5);
    return { before, after, percent: rounded((after / before - 1) * 100) };
  };
  return { pageHeap: compare('pageHeap'), renderer: compare('renderer'), backEnd: compare('backEnd') };
}
