import type { Browser, Page } from 'playwright-core';

/** A frame of the page, in milliseconds. */
export interface PageFrame {
  /** From the frame before. */
  readonly sinceLast: number;
  /** What the page's own thread did since then, in time of the processor: other programs do not count. */
  readonly work: number;
  /** The parts of it: scripts, style and layout, and telling what is to be painted. */
  readonly script: number;
  readonly layout: number;
  readonly painting: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds, as all here. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

const partNames = ['work', 'script', 'layout', 'painting'] as const;
type Parts = Record<(typeof partNames)[number], number>;

const partOf: Record<string, 'script' | 'layout' | 'painting'> = {
  FunctionCall: 'script',
  FireAnimationFrame: 'script',
  RunMicrotasks: 'script',
  UpdateLayoutTree: 'layout',
  Layout: 'layout',
  PrePaint: 'painting',
  Paint: 'painting',
  Layerize: 'painting',
  Commit: 'painting',
};

/** The frames that a page draws while something is done to it, by the browser's own record of its thread. */
export async function watchFrames(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<PageFrame[]> {
  // The page's own wish for every frame: without one a frame in which nothing of it moves is no frame.
  await page.evaluate(`(() => {
    globalThis.watching = true;
    const next = () => globalThis.watching && requestAnimationFrame(next);
    next();
  })()`);
  await browser.startTracing(page, {
    categories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  await work();
  const trace = await browser.stopTracing();
  await page.evaluate('globalThis.watching = false');
  return framesOf((JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }).traceEvents);
}

function framesOf(all: readonly TraceEvent[]): PageFrame[] {
  const beat = all.find(({ name }) => name === 'FireAnimationFrame');
  if (!beat) throw new Error('The page drew no frame.');
  const events = all
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === beat.pid && tid === beat.tid)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames: (Parts & { at: number })[] = [];
  let since: Parts = { work: 0, script: 0, layout: 0, painting: 0 };
  // A frame ends with the task that draws it: what came before it delayed it.
  for (const { at, draws, ...parts } of tasksOf(events)) {
    for (const part of partNames) since[part] += parts[part];
    if (!draws) continue;
    frames.push({ at, ...since });
    since = { work: 0, script: 0, layout: 0, painting: 0 };
  }
  return frames
    .slice(1)
    .map(({ at, ...parts }, index) => ({ sinceLast: (at - frames[index]!.at) / 1000, ...parts }));
}

/** The outermost tasks of a thread, with what each spent on what. */
function tasksOf(events: readonly TraceEvent[]): (Parts & { at: number; draws: boolean })[] {
  const tasks: (Parts & { at: number; draws: boolean })[] = [];
  let taskEnd = 0;
  let scriptEnd = 0;
  for (const { name, ts, dur = 0, tdur = dur } of events) {
    const milliseconds = tdur / 1000;
    if (name === 'RunTask' && ts >= taskEnd) {
      tasks.push({ at: ts, draws: false, work: milliseconds, script: 0, layout: 0, painting: 0 });
      taskEnd = ts + dur;
    }
    const task = tasks.at(-1);
    if (!task) continue;
    task.draws ||= name === 'FireAnimationFrame';
    const part = partOf[name];
    // Scripts call scripts: the outermost holds the others.
    if (!part || (part === 'script' && ts < scriptEnd)) continue;
    task[part] += milliseconds;
    if (part === 'script') scriptEnd = ts + dur;
  }
  return tasks;
}
