import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { AnnotationChoice, AnnotationExport, ExportReport } from '../../contract/interchange.ts';
import { writeWholeFile } from '../../files/whole-files.ts';
import { frameJpeg, type Probe } from '../../media/index.ts';
import type { Store } from '../../store/index.ts';
import { neutralDocument } from '../annotations/index.ts';
import type { Loss, NeutralAnnotation } from '../annotations/types.ts';
import type { ServiceContext } from '../context.ts';
import { exportsFolder } from '../libraries/library-folders.ts';
import { readingOf } from './import-annotations.ts';
import { type LibraryVideos, libraryVideos, type VideoReading } from './library-videos.ts';
import { formatNamed } from './registry.ts';
import type { FrameImage, InterchangeFormat } from './types.ts';

/** What a long export needs of whoever runs it. */
export interface ExportControl extends Pick<VideoReading, 'signal' | 'gate'> {
  report(progress: number | null, message?: string): void;
}

/** The annotations that a choice means, and the videos that they are on. */
export function chosenAnnotations(
  store: Store,
  choice: AnnotationChoice,
): { annotations: readonly NeutralAnnotation[]; videos: LibraryVideos } {
  const { proposals, labels, authors } = choice;
  const ids = choice.videos && new Set(choice.videos);
  const videos = libraryVideos(store, ids);
  const found = neutralDocument(store, {
    proposals,
    ...(labels ? { labelIds: labels } : {}),
    ...(authors ? { authors } : {}),
  });
  const annotations = found.annotations.filter((annotation) => videos.idOf(annotation.video) !== undefined);
  return { annotations, videos };
}

/** Writes annotations in a format of another program. @throws EarsightError, errors of the file system */
export async function exportAnnotations(
  context: ServiceContext,
  request: AnnotationExport,
  control: ExportControl,
): Promise<ExportReport> {
  const library = context.session.current();
  const format = formatNamed(request.format, 'write');
  const folder = resolve(request.folder ?? join(exportsFolder(library.folder), `annotations-${format.id}`));
  const { annotations, videos } = chosenAnnotations(library.store, request);
  const write = format.write as NonNullable<InterchangeFormat['write']>;
  const made = await videos.withExactDetails(
    () => write({ name: request.name, videos: videos.references, annotations }, request),
    readingOf(context, {
      ...control,
      report: (video) => control.report(null, `Reading the frame times of ${video}`),
    }),
  );
  const files: string[] = [];
  for (const { path, text } of made.files) {
    control.signal.throwIfAborted();
    files.push(await writeText(join(folder, path), text));
  }
  const losses: Loss[] = [...made.losses];
  if (request.frameImages) {
    const images = await writeFrameImages(context, made.frameImages, { folder, videos, control });
    files.push(...images.files);
    if (images.missing > 0)
      losses.push({ what: 'frames of videos that are out of reach', count: images.missing });
  }
  const chosen = annotations.length;
  return { format: format.id, folder, files, chosen, annotations: made.written, losses };
}

/** Writes a text file whole, its folder made where there is none. */
export async function writeText(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeWholeFile(path, (sink) => sink(new TextEncoder().encode(text)));
  return path;
}

async function writeFrameImages(
  context: ServiceContext,
  images: readonly FrameImage[],
  { folder, videos, control }: { folder: string; videos: LibraryVideos; control: ExportControl },
): Promise<{ files: string[]; missing: number }> {
  const { store } = context.session.current();
  const files: string[] = [];
  let missing = 0;
  for (const [index, { path, video, atSeconds }] of images.entries()) {
    await control.gate?.();
    control.signal.throwIfAborted();
    control.report(index / images.length, video);
    const id = videos.idOf(video) as number;
    const source = videos.byId(id)?.absolutePath ?? '';
    const probe = store.videos.probe(id) as Probe | null;
    if (!probe || store.videos.get(id).presence !== 'present') {
      missing += 1;
      continue;
    }
    const { bytes } = await frameJpeg(await context.tools(), source, probe, atSeconds, {
      signal: control.signal,
    });
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeWholeFile(file, (sink) => sink(bytes));
    files.push(file);
  }
  return { files, missing };
}
