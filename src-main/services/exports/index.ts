import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Handlers } from '../../contract/contract.ts';
import { EarsightError } from '../../contract/errors.ts';
import { type ExportRequest, exportRequest } from '../../contract/exports.ts';
import type { ServiceContext } from '../context.ts';
import { locating, samplesOf, soundOf } from '../heatmaps/index.ts';
import type { JobControl } from '../jobs/index.ts';
import { exportsFolder } from '../libraries/library-folders.ts';
import { checkTime, fileOfVideo } from '../moments/index.ts';
import type { Workbench } from '../workbench.ts';
import { writeEmbeddings } from './embeddings-file.ts';
import { exportName, exportStems } from './export-name.ts';
import { writeHeatmapVideo } from './heatmap-video.ts';
import { checkSpan } from './span.ts';
import { type HeatmapFormat, writeHeatmap } from './write-heatmap.ts';

export { type EmbeddingFormat, embeddingFormats, writeEmbeddings } from './embeddings-file.ts';
export { exportName, exportStems } from './export-name.ts';
export { writeHeatmapVideo } from './heatmap-video.ts';
export { checkSpan, checkSpanOrder } from './span.ts';
export { type HeatmapFormat, heatmapFormats, writeHeatmap } from './write-heatmap.ts';

type HeatmapRequest = Extract<ExportRequest, { moment: unknown }>;
type VideoRequest = Extract<ExportRequest, { kind: 'heatmap-mp4' }>;

const formats: Record<HeatmapRequest['kind'], { format: HeatmapFormat; extension: string }> = {
  'heatmap-overlay-png': { format: 'overlay-png', extension: 'png' },
  'heatmap-map-png': { format: 'map-png', extension: 'map.png' },
  'heatmap-npy': { format: 'npy', extension: 'npy' },
};

/** `exports.start`, and how an export job is done. */
export function exportHandlers(context: ServiceContext, workbench: Workbench): Partial<Handlers> {
  context.jobs.define('export', {
    request: exportRequest,
    title: titleOf,
    isBrief: true,
    run: async (request, control) => {
      const folder = resolve(request.folder ?? exportsFolder(context.session.current().folder));
      return { files: [await carryOut(context, workbench, request, folder, control)] };
    },
  });
  return {
    'exports.start': (request) => {
      // A query from outside lives in the process that took it; a queued job may outlive it.
      if ('sound' in request && request.sound && !('video' in request.sound)) {
        throw new EarsightError('invalid-input', 'An export needs a sound of the library.', {
          field: 'sound',
          allowed: 'a moment of a video',
        });
      }
      return { job: context.jobs.start('export', request).id };
    },
  };
}

function titleOf(request: ExportRequest): string {
  if (request.kind === 'heatmap-mp4') return 'Export a video with its heatmap';
  return 'moment' in request ? 'Export a heatmap' : 'Export embeddings';
}

async function carryOut(
  context: ServiceContext,
  workbench: Workbench,
  request: ExportRequest,
  folder: string,
  control: JobControl,
): Promise<string> {
  if (request.kind === 'heatmap-mp4') return exportVideo(context, workbench, request, folder, control);
  if ('moment' in request) return exportHeatmap(context, workbench, request, folder, control);
  const model = context.models.info(request.model ?? context.settings.read().retrievalModel);
  const format = request.kind === 'embeddings-npz' ? 'npz' : 'parquet';
  const path = join(folder, `embeddings-${model.name}.${format}`);
  await writeEmbeddings(context, path, format, model, control.signal);
  return path;
}

async function exportHeatmap(
  context: ServiceContext,
  { heatmaps, outside }: Workbench,
  { kind, moment, sound }: HeatmapRequest,
  folder: string,
  { signal }: JobControl,
): Promise<string> {
  const { heatmapModel, overlay } = context.settings.read();
  const file = await fileOfVideo(context, moment.video, signal);
  checkTime(file, moment.at);
  const heard = await soundOf(context, outside, sound ?? moment, signal);
  const heatmap = await context.models.use(heatmapModel, (shelved) =>
    heatmaps.make(shelved, { file, at: moment.at }, heard, signal),
  );
  const { format, extension } = formats[kind];
  const path = join(folder, exportName(libraryStem(context, moment.video), extension, moment.at));
  await mkdir(folder, { recursive: true });
  await writeHeatmap(await context.tools(), path, format, heatmap, file, overlay, signal);
  return path;
}

async function exportVideo(
  context: ServiceContext,
  { outside, reader }: Workbench,
  request: VideoRequest,
  folder: string,
  control: JobControl,
): Promise<string> {
  const { heatmapModel, overlay } = context.settings.read();
  const file = await fileOfVideo(context, request.video, control.signal);
  const heard = request.sound && (await soundOf(context, outside, request.sound, control.signal));
  const sound = heard && (await samplesOf(reader, heard, control.signal));
  const name = exportName(libraryStem(context, request.video), 'heatmap.mp4', request.from, request.to);
  const path = join(folder, name);
  const tools = await context.tools();
  const span = checkSpan(file, request);
  await context.models.use(heatmapModel, async (shelved) => {
    locating(shelved);
    await mkdir(folder, { recursive: true });
    await writeHeatmapVideo(tools, path, file, shelved, {
      span,
      style: overlay,
      sound,
      signal: control.signal,
      report: (share) => control.report(share, path),
      gate: () => control.gate(),
    });
  });
  return path;
}

/** The name of a video among all of the library: exports of different videos meet in one folder. */
function libraryStem(context: ServiceContext, videoId: number): { stem: string } {
  const { store } = context.session.current();
  const folders = new Map(store.sources.list().map(({ id, folder }) => [id, folder]));
  const paths = store.videos
    .list({})
    .items.map((video) => [video.id, join(folders.get(video.sourceId) ?? '', video.path)] as const);
  const own = paths.find(([id]) => id === videoId)![1];
  return { stem: exportStems([...new Set(paths.map(([, path]) => path))]).get(own)! };
}
