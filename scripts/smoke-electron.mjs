import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

// Starts the desktop app once, as a user would, and looks at its window from outside:
// `node scripts/smoke-electron.mjs PROGRAM [ARGUMENTS…]`. Needs Electron's real runtime and a screen.
// Passes when the page is there, sandboxed, has its bridge, lists the demo library and has loaded a video.

const port = 9333;
const limitMilliseconds = 120_000;

const [program, ...args] = process.argv.slice(2);
if (!program) throw new Error('Usage: node scripts/smoke-electron.mjs PROGRAM [ARGUMENTS…]');
const home = mkdtempSync(join(tmpdir(), 'earsight-smoke-'));
const child = spawn(program, [...args, `--remote-debugging-port=${port}`], {
  stdio: 'inherit',
  env: { ...process.env, EARSIGHT_HOME: home },
});
const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));

try {
  const early = ended.then((how) => {
    throw new Error(`The app ended by itself: ${how}.`);
  });
  await Promise.race([lookAtWindow(), early]);
  process.stdout.write('The desktop app opens, lists its demo library and loads a video.\n');
} finally {
  child.kill();
  await Promise.race([ended, sleep(10_000)]);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(0);

async function lookAtWindow() {
  const page = await findPage();
  page.setDefaultTimeout(limitMilliseconds);
  const surroundings = await page.evaluate(() => ({
    bridge: Object.keys(globalThis.earsightBridge ?? {})
      .sort()
      .join(),
    node: [typeof globalThis.require, typeof globalThis.process].join(),
    title: document.title,
  }));
  const expected = { bridge: 'onMessage,pathOfFile,send', node: 'undefined,undefined', title: 'Earsight' };
  if (JSON.stringify(surroundings) !== JSON.stringify(expected))
    throw new Error(`The page finds itself in ${JSON.stringify(surroundings)}.`);
  await page.waitForFunction(() => /\b\d+ videos\b/.test(document.body.innerText));
  await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
}

/** The app's page, once its debugging port answers and its window has loaded. */
async function findPage() {
  const deadline = Date.now() + limitMilliseconds;
  while (Date.now() < deadline) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = browser.contexts().flatMap((context) => context.pages());
      const page = pages.find((candidate) => candidate.url() === 'earsight://app/');
      if (page) return page;
      await browser.close();
    } catch {
      // The port does not answer yet.
    }
    await sleep(500);
  }
  throw new Error('The window has not appeared in time.');
}
