import { join } from 'node:path';
import type { IndexResult } from '../../contract/jobs.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { tellSummary } from '../libraries/library-service.ts';
import { type ScanResult, scanSource } from '../libraries/scan-source.ts';
import { shownPath } from '../libraries/video-file.ts';
import type { OpenLibrary } from '../session/session.ts';
import { VideoEmbedder } from './embed-videos.ts';
import { type IndexTally, makeTally } from './index-tally.ts';
import type { IndexControl, IndexRequest, IndexTiming } from './index-types.ts';

/**
 * Brings the library up to date with its sources: looks through the folders, decodes what is new or changed,
 * embeds it and writes each video in one transaction. Trouble with a file is counted, never an abort.
 */
export async function indexLibrary(
  context: ServiceContext,
  request: IndexRequest,
  control: IndexControl,
): Promise<{ result: IndexResult; timing: IndexTiming }> {
  const startedAt = performance.now();
  const library = context.session.current();
  const { store } = library;
  const sourceIds = request.sources ?? store.sources.list().map((source) => source.id);
  const shelved = await context.models.open(request.model);
  const tally = makeTally();
  for (const id of sourceIds) {
    const { folder } = store.sources.get(id);
    control.report(null, `Looking through ${folder}`);
    tallyScan(folder, await scanSource(library, id, { signal: control.signal }), tally);
    await control.gate();
  }
  context.emit('videos-changed', { videos: [] });
  await tellSummary(context);
  const tools = await toolVersions(context, control.signal);
  const pending = store.videos.waitingFor(shelved.info.hash, request.ratePerSecond, sourceIds, {
    all: request.retry ?? false,
    tools,
  });
  tallySettled(library, sourceIds, new Set(pending.map((video) => video.id)), tally);
  const embedder = new VideoEmbedder({ context, library, model: shelved, request, control, tally, tools });
  await embedder.run(pending);
  await tellSummary(context);
  return {
    result: tally.result({
      seconds: (performance.now() - startedAt) / 1000,
      model: shelved.info.name,
      untrained: shelved.info.untrained,
    }),
    timing: embedder.timing,
  };
}

/** The programs that read the files, by their versions; null without them, which only matters where there is work. */
async function toolVersions(context: ServiceContext, signal: AbortSignal): Promise<string | null> {
  try {
    const { ffmpeg, ffprobe } = await context.tools(signal);
    return `ffmpeg ${ffmpeg.version}, ffprobe ${ffprobe.version}`;
  } catch (error) {
    if (toEarsightError(error).code === 'missing-program') return null;
    throw error;
  }
}

/** What the scan of a folder could not read. */
function tallyScan(folder: string, { online, problems }: ScanResult, tally: IndexTally): void {
  for (const problem of problems) {
    const path = join(folder, problem.path);
    if (problem.code === 'unreadable-folder') tally.folderFailed(path, problem);
    else tally.failed(path, problem);
  }
  if (!online && problems.length === 0) {
    tally.folderFailed(folder, {
      code: 'offline',
      reason: 'The folder is empty: its drive may be unplugged.',
    });
  }
}

/** Counts the videos that need nothing: done before, or in trouble before and not changed since. */
function tallySettled(
  library: OpenLibrary,
  sourceIds: readonly number[],
  pending: ReadonlySet<number>,
  tally: IndexTally,
): void {
  for (const sourceId of sourceIds) {
    for (const video of library.store.videos.ofSource(sourceId)) {
      if (pending.has(video.id) || video.presence !== 'present') continue;
      const path = shownPath(library.store, video);
      if (video.failure) tally.failed(path, video.failure);
      else tally.unchanged(path, video);
    }
  }
}
