import type { NeutralAnnotation } from '../annotations/types.ts';
import type { LossCounter } from './collector.ts';
import type { Export, ExportedFile, ExportInput, FrameImage, VideoReference } from './types.ts';

/** What an annotation may say and a format may be unable to carry, with the words for the result. */
const properties = {
  boxes: 'boxes',
  note: 'notes',
  status: 'statuses (proposed, checked, unsure)',
  author: 'authors',
  band: 'frequency ranges',
  track: 'track names',
  confidence: 'confidences',
  dates: 'times of creation and change',
  audioSetId: 'AudioSet ids of labels',
  colour: 'colours of labels',
} as const;

export type Property = keyof typeof properties;

/** Counts the properties of an annotation that a format does not carry. */
export function noteLosses(
  annotation: NeutralAnnotation,
  carried: ReadonlySet<Property>,
  losses: LossCounter,
): void {
  const said: Record<Property, boolean> = {
    boxes: annotation.boxes.length > 0,
    note: annotation.note !== '',
    status: annotation.status !== 'accepted',
    author: annotation.author !== '',
    band: annotation.lowHz != null || annotation.highHz != null,
    track: annotation.track != null,
    confidence: annotation.confidence != null,
    dates: annotation.createdAt !== undefined || annotation.modifiedAt !== undefined,
    audioSetId: annotation.audioSetId != null,
    colour: annotation.colour != null,
  };
  for (const property of Object.keys(properties) as Property[]) {
    if (said[property] && !carried.has(property)) losses.note(properties[property]);
  }
}

/** One video of an export with its annotations in order of time. */
export interface VideoExport {
  readonly video: VideoReference;
  readonly annotations: readonly NeutralAnnotation[];
}

/** The videos that have annotations, in the input's order. Annotations of other videos are counted as lost. */
export function byVideo(input: ExportInput, losses: LossCounter): VideoExport[] {
  const groups = new Map<string, NeutralAnnotation[]>(input.videos.map((video) => [video.video, []]));
  for (const annotation of input.annotations) {
    const group = groups.get(annotation.video);
    if (group) group.push(annotation);
    else losses.note('annotations of videos outside the export');
  }
  return input.videos
    .map((video) => ({ video, annotations: (groups.get(video.video) ?? []).toSorted(inTime) }))
    .filter((group) => group.annotations.length > 0);
}

function inTime(one: NeutralAnnotation, other: NeutralAnnotation): number {
  return startOf(one) - startOf(other);
}

function startOf(annotation: NeutralAnnotation): number {
  return annotation.span?.fromSeconds ?? annotation.boxes[0]?.atSeconds ?? 0;
}

/** An annotation with the span that a format of spans writes for it. */
export interface SpanRow {
  readonly annotation: NeutralAnnotation;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * The spans of a video for a format that knows nothing else: an annotation of the whole video becomes one over
 * all of it, and annotations that are only boxes are left out; both are counted.
 */
export function spanRows(group: VideoExport, carried: ReadonlySet<Property>, losses: LossCounter): SpanRow[] {
  return group.annotations.flatMap((annotation) => {
    noteLosses(annotation, carried, losses);
    if (annotation.span) return [{ annotation, ...annotation.span }];
    if (annotation.boxes.length > 0) {
      losses.note('annotations that are boxes only');
      return [];
    }
    losses.note('annotations of a whole video, written as a span over all of it');
    return [{ annotation, fromSeconds: 0, toSeconds: group.video.durationSeconds }];
  });
}

/**
 * A span in whole milliseconds for a format in which an end must come after its start: what has no length, or none
 * that milliseconds can tell, becomes one millisecond long, which is counted.
 */
export function inMilliseconds(
  { fromSeconds, toSeconds }: SpanRow,
  losses: LossCounter,
): { from: number; to: number } {
  const from = Math.round(fromSeconds * 1000);
  const to = Math.round(toSeconds * 1000);
  if (to <= from) {
    const what = toSeconds === fromSeconds ? 'points in time' : 'spans shorter than a millisecond';
    losses.note(`${what}, written one millisecond long`);
  }
  return { from, to: Math.max(from + 1, to) };
}

/** An export as it is handed on: without any annotation there are no files, rather than empty ones. */
export function finished(
  files: readonly ExportedFile[],
  written: number,
  losses: LossCounter,
  frameImages: readonly FrameImage[] = [],
): Export {
  const nothing = written === 0;
  return {
    files: nothing ? [] : files,
    written,
    losses: losses.list(),
    frameImages: nothing ? [] : frameImages,
  };
}

/** What a format of spans does: the end of its files' names, what it carries, and one file's text. */
interface SpanFormat {
  readonly extension: string;
  readonly carried: ReadonlySet<Property>;
  readonly text: (rows: readonly SpanRow[], group: VideoExport, path: string) => string;
}

/** An export of one file for each video that has spans; the others, which would be empty, are left out. */
export function spanFiles(
  input: ExportInput,
  losses: LossCounter,
  { extension, carried, text }: SpanFormat,
): Export {
  const groups = byVideo(input, losses);
  const nameOf = fileNames(groups, extension);
  let written = 0;
  const files = groups.flatMap((group) => {
    const rows = spanRows(group, carried, losses);
    if (rows.length === 0) return [];
    written += rows.length;
    const path = nameOf(group.video);
    return [{ path, text: text(rows, group, path) }];
  });
  return finished(files, written, losses);
}

/**
 * Names files after videos: `clips/a.mp4` gives `clips/a.srt`, or `clips/a.mp4.srt` where `clips/a.mov` is
 * exported too. Paths never leave the export's folder.
 */
export function fileNames(
  groups: readonly VideoExport[],
  extension: string,
): (video: VideoReference) => string {
  const stems = new Map<string, number>();
  for (const { video } of groups) {
    const stem = stemOf(safePath(video.video)).toLowerCase();
    stems.set(stem, (stems.get(stem) ?? 0) + 1);
  }
  return (video) => {
    const path = safePath(video.video);
    const stem = stemOf(path);
    return `${stems.get(stem.toLowerCase()) === 1 ? stem : path}${extension}`;
  };
}

/** A path without its extension. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]{1,12}$/, '');
}

/** A relative path that stays below its folder and that every file system takes. */
export function safePath(path: string): string {
  const parts = path
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => part.replace(/[<>:"|?*\\\p{Cc}]/gu, '_').replace(/[. ]+$/, '_'));
  return parts.join('/') || 'video';
}
