import type { NeutralAnnotation } from '../../../annotations/types.ts';
import { LossCounter } from '../../collector.ts';
import {
  byVideo,
  finished,
  noteLosses,
  type Property,
  safePath,
  type VideoExport,
} from '../../export-plan.ts';
import { framesBefore } from '../../frame-clock.ts';
import type { Export, ExportInput, VideoReference } from '../../types.ts';
import type { OwnMeta } from './label-studio-schema.ts';
import { defaultRate } from './task-clock.ts';

const carried: ReadonlySet<Property> = new Set([
  'boxes',
  'note',
  'status',
  'author',
  'band',
  'track',
  'confidence',
]);

interface WrittenRegion {
  readonly id: string;
  readonly type: string;
  readonly from_name: string;
  readonly to_name: string;
  readonly origin: 'manual' | 'prediction';
  readonly value: Record<string, unknown>;
  readonly original_length?: number;
  readonly score?: number;
  readonly meta: { text?: string[]; earsight: OwnMeta };
}

/**
 * Writes one list of tasks, a task a video, and the labelling configuration that shows them. Proposals
 * become predictions.
 */
export function writeLabelStudio(input: ExportInput): Export {
  const losses = new LossCounter();
  const made = byVideo(input, losses).map((group) => taskOf(group, losses));
  const tasks = made.filter(({ written }) => written > 0).map(({ task }) => task);
  const total = made.reduce((sum, { written }) => sum + written, 0);
  const name = safePath(input.name);
  const labels = new Set(
    input.annotations.map((annotation) => annotation.label).filter((label) => label !== null),
  );
  const files = [
    { path: `${name}.json`, text: `${JSON.stringify(tasks, null, 1)}\n` },
    { path: `${name}.config.xml`, text: configuration([...labels].sort()) },
  ];
  return finished(files, total, losses);
}

function taskOf(group: VideoExport, losses: LossCounter) {
  const manual: WrittenRegion[] = [];
  const predicted: WrittenRegion[] = [];
  let written = 0;
  group.annotations.forEach((annotation, index) => {
    noteLosses(annotation, carried, losses);
    const regions = regionsOf(annotation, index + 1, group.video, losses);
    if (regions.length > 0) written += 1;
    (annotation.status === 'proposed' ? predicted : manual).push(...regions);
  });
  const { video: path, clock, framesPerSecond } = group.video;
  const task = {
    // Sound alone has no frames, but a number must stand where the configuration looks for one.
    data: { video: path, audio: path, fps: (clock && framesPerSecond) || defaultRate },
    annotations: manual.length > 0 ? [{ result: manual }] : [],
    predictions: predicted.length > 0 ? [{ model_version: 'earsight', result: predicted }] : [],
  };
  return { task, written };
}

function regionsOf(
  annotation: NeutralAnnotation,
  number: number,
  video: VideoReference,
  losses: LossCounter,
): WrittenRegion[] {
  const { boxes, label, note } = annotation;
  const whole = annotation.span === null && boxes.length === 0;
  const span = whole ? { fromSeconds: 0, toSeconds: video.durationSeconds } : annotation.span;
  const labels = label === null ? {} : { labels: [label] };
  const meta = {
    ...(note === '' ? {} : { text: note.split('\n') }),
    earsight: metaOf(annotation, number, whole),
  };
  const origin = annotation.status === 'proposed' ? ('prediction' as const) : ('manual' as const);
  const score = annotation.confidence == null ? {} : { score: annotation.confidence };
  const common = { origin, meta, ...score };
  const { clock } = video;
  const regions: WrittenRegion[] = [];
  if (span && clock && annotation.lowHz == null && annotation.highHz == null) {
    const start = clock.frameAt(span.fromSeconds) + 1;
    const end = Math.max(start, framesBefore(clock, span.toSeconds));
    const value = { ranges: [{ start, end }], ...(label === null ? {} : { timelinelabels: [label] }) };
    regions.push({
      id: `a${number}t`,
      type: 'timelinelabels',
      from_name: 'timeline',
      to_name: 'video',
      ...common,
      value,
    });
  } else if (span) {
    // Sound without picture, and ranges of frequencies, belong to the waveform.
    const value = { start: span.fromSeconds, end: span.toSeconds, channel: 0, ...labels };
    const target = { from_name: 'sound', to_name: 'audio', original_length: video.durationSeconds };
    regions.push({ id: `a${number}s`, type: 'labels', ...target, ...common, value });
  }
  if (boxes.length > 0 && !clock) losses.note('boxes on videos without a picture', boxes.length);
  if (boxes.length > 0 && clock) {
    const value = { ...sequenceOf(annotation, video, losses), ...labels };
    regions.push({
      id: `a${number}b`,
      type: 'videorectangle',
      from_name: 'box',
      to_name: 'video',
      ...common,
      value,
    });
  }
  return regions;
}

function sequenceOf(annotation: NeutralAnnotation, video: VideoReference, losses: LossCounter) {
  const clock = video.clock as NonNullable<VideoReference['clock']>;
  const byFrame = new Map(annotation.boxes.map((box) => [clock.frameAt(box.atSeconds), box]));
  losses.note('second boxes of one object within one frame', annotation.boxes.length - byFrame.size);
  const percent = (value: number): number => Math.round(value * 1e8) / 1e6;
  const sequence = Array.from(byFrame, ([frame, box], index) => ({
    frame: frame + 1,
    // The last keyframe ends what is seen, or the box would stay to the end of the video.
    enabled: index < byFrame.size - 1,
    rotation: 0,
    x: percent(box.x0),
    y: percent(box.y0),
    width: percent(box.x1 - box.x0),
    height: percent(box.y1 - box.y0),
    time: (frame + 1) / clock.framesPerSecond,
  }));
  return { framesCount: clock.frameCount, duration: video.durationSeconds, sequence };
}

function metaOf(annotation: NeutralAnnotation, number: number, whole: boolean): OwnMeta {
  const { span, boxes } = annotation;
  return {
    annotation: number,
    span: span ? [span.fromSeconds, span.toSeconds] : null,
    status: annotation.status,
    ...(boxes.length > 0 ? { at: boxes.map((box) => box.atSeconds) } : {}),
    ...(whole ? { whole } : {}),
    ...(annotation.author === '' ? {} : { author: annotation.author }),
    ...(annotation.lowHz == null ? {} : { lowHz: annotation.lowHz }),
    ...(annotation.highHz == null ? {} : { highHz: annotation.highHz }),
    ...(annotation.track == null ? {} : { track: annotation.track }),
    ...(annotation.confidence == null ? {} : { confidence: annotation.confidence }),
  };
}

/** The labelling interface that the written results refer to. */
function configuration(labels: readonly string[]): string {
  const quote = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const list = (indent: string): string =>
    labels.map((label) => `${indent}<Label value="${quote(label)}"/>\n`).join('');
  return `<View>
  <Video name="video" value="$video" frameRate="$fps"/>
  <TimelineLabels name="timeline" toName="video">
${list('    ')}  </TimelineLabels>
  <VideoRectangle name="box" toName="video"/>
  <Labels name="videoLabels" toName="video">
${list('    ')}  </Labels>
  <Audio name="audio" value="$audio"/>
  <Labels name="sound" toName="audio">
${list('    ')}  </Labels>
</View>
`;
}
