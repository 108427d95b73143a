import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCommandLine } from '../src-main/app/command-line/command-line.ts';
import { estimatedReport } from '../src-main/app/command-line/export-control.ts';
import { describeFailures, fileFailure } from '../src-main/app/command-line/file-failures.ts';
import { formatSeconds } from '../src-main/app/command-line/progress-line.ts';
import { warnUntrained } from '../src-main/app/command-line/untrained.ts';
import type { Job } from '../src-main/contract/jobs.ts';
import { type IndexResult, indexResult } from '../src-main/contract/jobs.ts';
import {
  exportName,
  exportStems,
  writeHeatmap,
  writeHeatmapVideo,
} from '../src-main/services/exports/index.ts';
import type { Services } from '../src-main/services/index.ts';
import { startIndexing } from '../src-main/services/indexing/index.ts';
import { finishJob } from '../src-main/services/jobs/index.ts';
import { addSources, videoFile } from '../src-main/services/libraries/index.ts';
import { fileOfVideo } from '../src-main/services/moments/index.ts';
import type { Video } from '../src-main/store/index.ts';
import { readDemoLabels, type SoundingBox } from './demo/sounding-boxes.ts';

/*
 * The main job without a window: indexes a folder of videos, says which sounds match which frames, and writes
 * heatmaps: `npm run demo [-- FOLDER [--out DIR]]`. Without a folder it takes the clips that come with Earsight.
 */

const root = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { out: { type: 'string', default: join(root, 'out', 'demo') } },
});
const folder = resolve(positionals[0] ?? join(root, 'resources', 'demo'));
const out = resolve(values.out);

await makeCommandLine().run({}, async (run) => {
  await mkdir(out, { recursive: true });
  const services = await run.services({ library: join(out, `library of ${basename(folder)}`) });
  const { context } = services;
  const sources = addSources(context, [folder]);
  run.note(`Indexing the videos of ${folder} …`);
  const job: Job = await finishJob(
    context,
    startIndexing(context, { sources, ratePerSecond: 1 }),
    run.signal,
  );
  const result = indexResult.parse(job.result);
  warnUntrained(run, result);
  const { videos, moments, seconds } = result;
  run.note(`${videos.found} videos, ${moments} new moments, ${formatSeconds(seconds)}.`);
  const { store } = context.session.current();
  const all = sources.flatMap((source) => store.videos.ofSource(source));
  const whole = all.filter((video) => video.hasPicture && video.hasSound && video.moments > 0);
  const failures: Failure[] = [...result.failures];
  const matches = await tellMatches(services, whole, failures, run.signal);
  const labels = await readDemoLabels(folder);
  const stems = exportStems(whole.map((video) => videoFile(store, video)));
  const files = await writeHeatmaps(services, whole, { labels, stems, failures }, run.signal);
  const report = estimatedReport(run);
  const video = await writeVideo(services, whole, { stems, failures }, run.signal, (share) =>
    report(share, 'Writing the video'),
  );
  const text = [
    'Sounds that match the middle frame of each video best (frame → sounds):',
    ...matches,
    '',
    `Heatmaps (white to yellow: what makes the sound)${files.hits}:`,
    ...files.written.map((file) => `  ${file}`),
    ...(video ? ['', 'A video with its heatmap and its sound:', `  ${video}`] : []),
    ...(failures.length ? ['', 'Left out:', ...describeFailures(failures)] : []),
    '',
    `Everything is in ${out}.`,
  ];
  return { json: null, failed: files.written.length === 0, text: text.join('\n') };
});

async function tellMatches(
  { handlers }: Services,
  videos: readonly Video[],
  failures: Failure[],
  signal: AbortSignal,
): Promise<string[]> {
  const lines: string[] = [];
  await each(videos, failures, async (video) => {
    const { neighbours } = await handlers['neighbours.find']!(
      {
        anchor: { video: video.id, at: middleOf(video) },
        from: 'frame',
        to: 'sounds',
        top: 3,
        notFromThisVideo: false,
      },
      signal,
    );
    const told = neighbours.map(
      ({ name, at, distance }) => `${name} at ${at.toFixed(1)} s (${distance.toFixed(2)})`,
    );
    lines.push(`  ${video.name} at ${middleOf(video).toFixed(1)} s: ${told.join('; ')}`);
  });
  return lines;
}

/** One overlay for each video; where the clips come with labels, also how often the peak is on what sounds. */
async function writeHeatmaps(
  { context, workbench }: Services,
  videos: readonly Video[],
  { labels, stems, failures }: Names & { labels: ReadonlyMap<string, readonly SoundingBox[]> },
  signal: AbortSignal,
): Promise<{ written: string[]; hits: string }> {
  const { heatmapModel, overlay } = context.settings.read();
  const shelved = await context.models.open(heatmapModel);
  const tools = await context.tools();
  const written: string[] = [];
  let judged = 0;
  let right = 0;
  await each(videos, failures, async (video) => {
    const boxes = labels.get(video.name) ?? [];
    const box = boxes[Math.floor(boxes.length / 2)];
    const at = box?.at ?? middleOf(video);
    const file = await fileOfVideo(context, video.id, signal);
    const heatmap = await workbench.heatmaps.make(shelved, { file, at }, { file, at }, signal);
    const path = join(out, exportName({ stem: stems.get(file.path)! }, 'png', at));
    await writeHeatmap(tools, path, 'overlay-png', heatmap, file, overlay, signal);
    written.push(path);
    if (!box) return;
    const { x, y } = heatmap.peak;
    const [x0, y0, x1, y1] = box.xyxy;
    judged++;
    if (x >= x0 && x <= x1 && y >= y0 && y <= y1) right++;
  });
  return { written, hits: judged ? `; the peak is on what sounds in ${right} of ${judged}` : '' };
}

/** A film of the first video that can be read; null when there is none. */
async function writeVideo(
  { context }: Services,
  videos: readonly Video[],
  { stems, failures }: Names,
  signal: AbortSignal,
  report: (share: number) => void,
): Promise<string | null> {
  const { heatmapModel, overlay } = context.settings.read();
  const shelved = await context.models.open(heatmapModel);
  let written: string | null = null;
  await each(videos, failures, async (video) => {
    if (written) return;
    const file = await fileOfVideo(context, video.id, signal);
    const path = join(out, exportName({ stem: stems.get(file.path)! }, 'heatmap.mp4'));
    const span = { fromSeconds: 0, toSeconds: Math.min(file.probe.durationSeconds, 20) };
    const options = { span, style: overlay, signal, report };
    await writeHeatmapVideo(await context.tools(), path, file, shelved, options);
    written = path;
  });
  return written;
}

type Failure = IndexResult['failures'][number];

interface Names {
  /** A name for each file, by its path. */
  readonly stems: ReadonlyMap<string, string>;
  readonly failures: Failure[];
}

/** Does something with each video; one that fails is noted, once, and the others go on. */
async function each(
  videos: readonly Video[],
  failures: Failure[],
  work: (video: Video) => Promise<void>,
): Promise<void> {
  for (const video of videos) {
    try {
      await work(video);
    } catch (error) {
      const failure = fileFailure(video.path, error);
      if (!failures.some(({ path }) => path === failure.path)) failures.push(failure);
    }
  }
}

function middleOf({ durationSeconds }: Video): number {
  return Math.floor(durationSeconds / 2) + (durationSeconds >= 2 ? 0.5 : 0);
}
