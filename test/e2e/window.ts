import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openStore } from '../../src-main/store/index.ts';
import { tinyAve, tinyAvol } from '../fixtures/services.ts';
import { launchBrowser } from './browser.ts';
import { buildPage } from './page-build.ts';

const projectFolder = join(import.meta.dirname, '../..');

/** The clips that come with the app, with the place of what sounds known. */
export const demoFolder = join(projectFolder, 'resources/demo');
/** Some of them by name, without the ending. */
export const demoClips = (...names: string[]) => names.map((name) => join(demoFolder, `${name}.mp4`));
/** The two clips that most tests open: one instrument each, nothing alike. */
export const twoClips = demoClips('01-guitar', '07-drums');
/** The models that come with the app; a checkout may be without. */
export const starterModel = join(projectFolder, 'models/starter-avol');

export interface OpenWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  /** A folder of videos, not in any library yet. */
  readonly videos: string;
  /** What the page complained about: errors of scripts and of the console. */
  readonly complaints: string[];
  /** Ends the back end and starts it again with the same settings; the page comes back to it. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface WindowOptions {
  /** Files to copy into the folder of videos. */
  files: readonly string[];
  settings?: Record<string, unknown>;
  size?: { width: number; height: number };
  /** For views that draw with WebGL. */
  webgl?: boolean;
}

/**
 * The built page in a real Chromium on the real back end: `earsight serve` in a process of its own, an empty
 * library, settings of its own, and a folder of videos beside it.
 */
export async function openWindow(options: WindowOptions): Promise<OpenWindow> {
  await buildPage();
  const folder = mkdtempSync(join(tmpdir(), 'earsight-window-'));
  const videos = join(folder, 'videos');
  const home = join(folder, 'home');
  mkdirSync(videos);
  mkdirSync(home);
  for (const file of options.files) copyFileSync(file, join(videos, basename(file)));
  const settings = { device: 'cpu', retrievalModel: tinyAve, heatmapModel: tinyAvol, ...options.settings };
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings));
  openStore(join(folder, 'library')).close();
  let server = await startServer(join(folder, 'library'), home);
  const browser = await launchBrowser({ webgl: options.webgl ?? false });
  const { page, context, complaints } = await openPage(browser, server.url, options.size);
  return {
    page,
    context,
    videos,
    complaints,
    restart: async () => {
      await server.stop();
      server = await startServer(join(folder, 'library'), home);
      await page.goto(server.url);
    },
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A running `earsight serve`. */
export interface StartedServer {
  /** The link that lets one browser in. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts `earsight serve` on a library, with the settings in a home of its own. */
export async function startServer(library: string, home: string): Promise<StartedServer> {
  const entry = join(projectFolder, 'src-main/app/cli.ts');
  const child = spawn(process.execPath, [entry, 'serve', '--library', library, '--json'], {
    cwd: projectFolder,
    env: { ...process.env, EARSIGHT_HOME: home, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (data) => {
    told += data;
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    let line = '';
    child.stdout.on('data', (data) => {
      line += data;
      if (line.includes('\n')) resolve((JSON.parse(line) as { url: string }).url);
    });
    void ended.then(() => reject(new Error(`The server ended: ${told}`)));
  });
  return {
    url,
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function openPage(browser: Browser, url: string, size = { width: 1440, height: 900 }) {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  // The tests' own limits end what hangs: a wait of its own would only fail on a machine with other work.
  page.setDefaultTimeout(110_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      complaints.push(message.text());
  });
  page.on('response', async (response) => {
    if (response.status() < 400) return;
    const reason = await response.text().catch(() => '');
    complaints.push(`${response.status()} ${response.url()} ${reason.slice(0, 300)}`);
  });
  await page.goto(url);
  return { page, context, complaints };
}

/** A dozen short clips take seconds on a quiet machine; the limit of the test or its hook ends sooner. */
const indexingMilliseconds = 300_000;

/** Opens the folder of videos through the window's own dialog, and waits until it is indexed. */
export async function openFolder(window: OpenWindow): Promise<void> {
  const { page, videos } = window;
  await page.getByRole('button', { name: 'Open a folder of videos' }).click();
  const path = page.getByRole('textbox', { name: 'Path of the folder' });
  await path.fill(videos);
  await page.getByRole('button', { name: 'Choose this folder' }).click();
  const indexed = page.getByRole('button', { name: /, Indexed$/ });
  await indexed.first().waitFor({ timeout: indexingMilliseconds });
  await page.getByRole('button', { name: 'Nothing running' }).waitFor({ timeout: indexingMilliseconds });
}

/** Puts the first-run tour away. */
export async function skipTour({ page }: OpenWindow): Promise<void> {
  await page.getByRole('button', { name: 'Skip' }).click();
}

/** Makes a label in the annotation mode, and waits until it has its key. The field keeps the focus. */
export async function makeLabel({ page }: OpenWindow, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'New label' }).fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: new RegExp(`^${name}, key`) }).waitFor();
}

/** What axe finds against WCAG 2.2 AA and its own best practice, in words. */
export async function violations({ page }: OpenWindow): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await new AxeBuilder({ page }).withTags(tags).analyze();
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html}`),
  );
}

/**
 * Asks the page again and again until a script gives something true, and gives that. Playwright's own waiting
 * evaluates strings inside the page, which the page's security policy rightly forbids.
 */
export async function until<Value>(page: Page, script: string, seconds = 110): Promise<Value> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = (await page.evaluate(script)) as Value;
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`It did not come to be within ${seconds} s: ${script}`);
    await page.waitForTimeout(40);
  }
}
