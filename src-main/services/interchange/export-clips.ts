import { mkdir } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import type { ClipExport, ClipReport } from '../../contract/interchange.ts';
import { cutSpan } from '../../media/index.ts';
import type { NeutralAnnotation } from '../annotations/types.ts';
import type { ServiceContext } from '../context.ts';
import { toEarsightError } from '../errors.ts';
import { exportsFolder } from '../libraries/library-folders.ts';
import { fileOfVideo } from '../moments/index.ts';
import { LossCounter } from './collector.ts';
import { csvCell } from './csv-source.ts';
import { chosenAnnotations, type ExportControl, writeText } from './export-annotations.ts';
import { safePath, stemOf } from './export-plan.ts';

type Clip = ClipReport['clips'][number];

/** Containers that a copied span goes into as it is; from all others it goes into Matroska, which takes anything. */
const keptContainers = new Set([
  '.mp4',
  '.m4v',
  '.mov',
  '.mkv',
  '.webm',
  '.m4a',
  '.wav',
  '.flac',
  '.mp3',
  '.ogg',
]);

/**
 * Cuts a clip for each chosen span, `VIDEO/LABEL-FROM-TO.EXT`, and lists them in `clips.csv`. A video that
 * cannot be read is reported, and the others go on.
 */
export async function exportClips(
  context: ServiceContext,
  request: ClipExport,
  control: ExportControl,
): Promise<ClipReport> {
  const library = context.session.current();
  const folder = resolve(request.folder ?? join(exportsFolder(library.folder), 'clips'));
  const { annotations, videos } = chosenAnnotations(library.store, request);
  const losses = new LossCounter();
  const spans = annotations.filter((annotation) => {
    const isSpan = annotation.span !== null && annotation.span.toSeconds > annotation.span.fromSeconds;
    if (!isSpan) losses.note('annotations that are no span');
    return isSpan;
  });
  const names = clipNames();
  const clips: Clip[] = [];
  const failures: ClipReport['failures'] = [];
  for (const [index, annotation] of spans.entries()) {
    await control.gate?.();
    control.signal.throwIfAborted();
    control.report(index / spans.length, annotation.video);
    const id = videos.idOf(annotation.video) as number;
    try {
      clips.push(await cutClip(context, annotation, { id, folder, names, exact: request.exact, control }));
    } catch (thrown) {
      if (control.signal.aborted) throw thrown;
      const { code, message } = toEarsightError(thrown);
      failures.push({ path: annotation.video, code, reason: message });
    }
  }
  await writeText(join(folder, 'clips.csv'), tableOf(clips));
  return { folder, clips, failures, losses: losses.list() };
}

async function cutClip(
  context: ServiceContext,
  annotation: NeutralAnnotation,
  options: { id: number; folder: string; names: NameClip; exact: boolean; control: ExportControl },
): Promise<Clip> {
  const { id, folder, names, exact } = options;
  const { signal } = options.control;
  const span = annotation.span as NonNullable<NeutralAnnotation['span']>;
  const { path, probe } = await fileOfVideo(context, id, signal);
  const original = extname(path).toLowerCase();
  const extension = keptContainers.has(original) && !(exact && original === '.webm') ? original : '.mkv';
  const name = names(annotation, extension);
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  const toSeconds = Math.min(span.toSeconds, probe.durationSeconds);
  const cut = await cutSpan(await context.tools(), path, probe, { ...span, toSeconds }, file, {
    exact,
    signal,
  });
  return {
    file: name,
    video: annotation.video,
    label: annotation.label,
    from: span.fromSeconds,
    to: span.toSeconds,
    startsAt: cut.startsAtSeconds,
    copied: cut.copied,
  };
}

type NameClip = (annotation: NeutralAnnotation, extension: string) => string;

/** Names that say what is in a clip; equal ones get a number. */
function clipNames(): NameClip {
  const taken = new Map<string, number>();
  return ({ video, label, span }, extension) => {
    const times = span ? `${span.fromSeconds.toFixed(2)}-${span.toSeconds.toFixed(2)}` : '';
    const what = safePath((label ?? 'unlabelled').replaceAll('/', '_')).slice(0, 80);
    const base = `${safePath(stemOf(video))}/${what}-${times}`;
    const number = (taken.get(base.toLowerCase()) ?? 0) + 1;
    taken.set(base.toLowerCase(), number);
    return `${base}${number > 1 ? ` (${number})` : ''}${extension}`;
  };
}

function tableOf(clips: readonly Clip[]): string {
  const rows = clips.map(({ file, video, label, from, to, startsAt, copied }) =>
    [file, video, label ?? '', from, to, startsAt, copied]
      .map((cell) => csvCell(String(cell), ','))
      .join(','),
  );
  return `${['file,video,label,from,to,starts_at,copied', ...rows].join('\n')}\n`;
}
