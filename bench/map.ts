import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { launchBrowser } from '../test/e2e/browser.ts';
import { quantile, rounded } from './statistics.ts';

const points = 100_000;
const frames = 240;
const size = { width: 1280, height: 720 };

/** What the page measures and gives back. */
interface Measured {
  readonly renderer: string;
  readonly frame: readonly number[];
  /** The same where fewer points are drawn while they move than the machine can keep up with. */
  readonly paced: readonly number[];
  readonly shares: readonly number[];
  readonly work: readonly number[];
  readonly pick: readonly number[];
  readonly lasso: readonly number[];
  readonly ready: number;
  readonly heap: number | null;
}

/**
 * The map with 100,000 points in a real Chromium: milliseconds from one drawn frame to the next while it is panned
 * and zoomed, each frame waited for until its pixels are there; the page's own work in it; picking and lasso; memory.
 * Chromium draws without a graphics card here (SwiftShader), as the result says: a card takes the drawing away.
 */
export async function run(note: (text: string) => void): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'earsight-bench-map-'));
  try {
    note('  building the page');
    await build({
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: folder,
        target: 'chrome130',
        lib: { entry: join(import.meta.dirname, 'map-page.ts'), formats: ['es'], fileName: 'page' },
      },
    });
    return await measure(readFileSync(join(folder, 'page.js'), 'utf8'), note);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(script: string, note: (text: string) => void): Promise<unknown> {
  const server = createServer((request, response) => {
    const page = request.url === '/page.js';
    response.setHeader('content-type', page ? 'text/javascript' : 'text/html');
    // The very rule under which the window runs.
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; style-src-attr 'unsafe-inline'",
    );
    response.end(
      page ? script : '<!doctype html><canvas></canvas><script type="module" src="/page.js"></script>',
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const browser = await launchBrowser({ webgl: true });
  try {
    const page = await browser.newPage({ viewport: size });
    await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    note(`  drawing ${frames} frames of ${points} points`);
    const measured = (await page.evaluate(
      `window.measureMap(${JSON.stringify({ points, frames, ...size })})`,
    )) as Measured;
    return {
      unit: 'ms',
      points,
      size: `${size.width}×${size.height}`,
      drawnBy: measured.renderer,
      software: /swiftshader|llvmpipe|software/i.test(measured.renderer),
      frame: summary(measured.frame),
      framePaced: { ...summary(measured.paced), shareDrawn: rounded(quantile(measured.shares, 0.5)) },
      workOfThePage: summary(measured.work),
      pick: summary(measured.pick),
      lasso: summary(measured.lasso),
      readyMs: rounded(measured.ready),
      memoryMB: measured.heap === null ? null : rounded(measured.heap / 1e6),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

function summary(samples: readonly number[]): { p50: number; p95: number } {
  return { p50: rounded(quantile(samples, 0.5)), p95: rounded(quantile(samples, 0.95)) };
}
