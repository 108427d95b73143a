import type { NeutralAnnotation } from '../../annotations/types.ts';
import { LossCounter } from '../collector.ts';
import {
  byVideo,
  finished,
  type Property,
  type SpanRow,
  safePath,
  spanFiles,
  spanRows,
} from '../export-plan.ts';
import { framesBefore } from '../frame-clock.ts';
import { pictureSize } from '../pixels.ts';
import type { Export, ExportInput, ExportOptions, InterchangeFormat, VideoReference } from '../types.ts';

/** Everything but boxes is kept as metadata of clips and markers. */
const carried: ReadonlySet<Property> = new Set([
  'note',
  'status',
  'author',
  'band',
  'track',
  'confidence',
  'audioSetId',
]);
/** Where there are no frames to count, and where they come at no constant rate, times are in milliseconds. */
const millisecondRate = 1000;

/**
 * An OpenTimelineIO timeline for editing programs: `selects` strings out every span as a clip, one after
 * another over all videos; `markers` writes a timeline a video, the video whole, each span a marker on it.
 */
export const otio: InterchangeFormat = {
  id: 'otio',
  name: 'OpenTimelineIO timeline',
  extensions: ['.otio'],
  write,
};

function write(input: ExportInput, options: ExportOptions): Export {
  const losses = new LossCounter();
  if (options.timeline === 'markers') {
    return spanFiles(input, losses, {
      ...{ extension: '.otio', carried },
      text: (rows, { video }, path) => toText(timeline(path, [markedClip(rows, video, path)])),
    });
  }
  const path = `${safePath(input.name)}.otio`;
  const clips = byVideo(input, losses).flatMap((group) =>
    spanRows(group, carried, losses).flatMap((row) => {
      if (row.toSeconds > row.fromSeconds) return [selectedClip(row, group.video, path)];
      losses.note('points in time');
      return [];
    }),
  );
  return finished([{ path, text: toText(timeline(input.name, clips)) }], clips.length, losses);
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function timeline(name: string, clips: readonly Record<string, unknown>[]) {
  return {
    OTIO_SCHEMA: 'Timeline.1',
    metadata: {},
    name,
    global_start_time: null,
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      metadata: {},
      name: 'tracks',
      source_range: null,
      effects: [],
      markers: [],
      children: ['Video', 'Audio'].map((kind) => ({
        OTIO_SCHEMA: 'Track.1',
        metadata: {},
        name: kind,
        kind,
        source_range: null,
        effects: [],
        markers: [],
        children: clips.map(({ hasPicture, ...clip }) =>
          kind === 'Audio' || hasPicture ? clip : gapFor(clip),
        ),
      })),
    },
  };
}

/** Keeps the picture in step with the sound where a clip has no picture. */
function gapFor(clip: Record<string, unknown>) {
  const { source_range } = clip;
  return { OTIO_SCHEMA: 'Gap.1', metadata: {}, name: '', effects: [], markers: [], source_range };
}

function selectedClip(row: SpanRow, video: VideoReference, path: string) {
  return {
    ...clipOf(row.annotation.label ?? (row.annotation.note || video.video), video, path),
    metadata: { earsight: detailsOf(row.annotation) },
    source_range: timeRange(row.fromSeconds, row.toSeconds, video),
  };
}

function markedClip(rows: readonly SpanRow[], video: VideoReference, path: string) {
  return {
    ...clipOf(video.video, video, path),
    source_range: timeRange(0, video.durationSeconds, video),
    markers: rows.map(({ annotation, fromSeconds, toSeconds }) => ({
      OTIO_SCHEMA: 'Marker.2',
      metadata: { earsight: detailsOf(annotation) },
      name: annotation.label ?? '',
      color: annotation.status === 'proposed' ? 'YELLOW' : 'GREEN',
      comment: annotation.note,
      marked_range: timeRange(fromSeconds, toSeconds, video),
    })),
  };
}

function clipOf(name: string, video: VideoReference, path: string) {
  const up = '../'.repeat(path.split('/').length - 1);
  return {
    OTIO_SCHEMA: 'Clip.1',
    metadata: {} as Record<string, unknown>,
    name,
    effects: [],
    markers: [] as unknown[],
    media_reference: {
      OTIO_SCHEMA: 'ExternalReference.1',
      metadata: {},
      name: video.video,
      available_range: timeRange(0, video.durationSeconds, video),
      target_url: `${up}${video.video.split('/').map(encodeURIComponent).join('/')}`,
    },
    hasPicture: pictureSize(video) !== null,
  };
}

/** A range from the frame on screen at its start to the one at its end, which no longer belongs to it. */
function timeRange(fromSeconds: number, toSeconds: number, video: VideoReference) {
  const clock = video.variableFrameRate ? null : video.clock;
  const rate = clock?.framesPerSecond ?? millisecondRate;
  const start = clock ? clock.frameAt(fromSeconds) : Math.round(fromSeconds * rate);
  const end = clock ? framesBefore(clock, toSeconds) : Math.round(toSeconds * rate);
  const time = (value: number) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
  return {
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: time(start),
    duration: time(Math.max(toSeconds > fromSeconds ? 1 : 0, end - start)),
  };
}

function detailsOf(annotation: NeutralAnnotation): Record<string, unknown> {
  const { label, note, status, author, lowHz, highHz, track, confidence, audioSetId, span } = annotation;
  const details = { label, note, status, author, lowHz, highHz, track, confidence, audioSetId, span };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value != null && value !== ''));
}
