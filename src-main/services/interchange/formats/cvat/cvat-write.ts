import type { NeutralAnnotation } from '../../../annotations/types.ts';
import { LossCounter } from '../../collector.ts';
import {
  byVideo,
  fileNames,
  finished,
  noteLosses,
  type Property,
  type VideoExport,
} from '../../export-plan.ts';
import { type FrameClock, framesBefore } from '../../frame-clock.ts';
import { pictureSize, toPixels } from '../../pixels.ts';
import { formatDecimal } from '../../time-text.ts';
import type { Export, ExportInput } from '../../types.ts';
import { writeXml, type XmlNode } from '../../xml-text.ts';
import { ownNames, ownValues, unlabelled } from './cvat-own.ts';

const carried: ReadonlySet<Property> = new Set([
  'boxes',
  'note',
  'status',
  'author',
  'band',
  'track',
  'confidence',
  'colour',
]);

/** Writes one file a video: a track for every annotation with boxes. */
export function writeCvat(input: ExportInput): Export {
  const losses = new LossCounter();
  const groups = byVideo(input, losses);
  const nameOf = fileNames(groups, '.cvat.xml');
  let written = 0;
  const files = groups.flatMap((group) => {
    const made = writeVideo(group, losses);
    if (!made) return [];
    written += made.tracks;
    return [{ path: nameOf(group.video), text: made.text }];
  });
  return finished(files, written, losses);
}

function writeVideo(group: VideoExport, losses: LossCounter): { text: string; tracks: number } | null {
  const { clock } = group.video;
  const size = pictureSize(group.video);
  for (const annotation of group.annotations) {
    noteLosses(annotation, carried, losses);
    if (annotation.boxes.length === 0) losses.note('annotations without boxes');
    else if (!clock || !size) losses.note('boxes on videos without a picture', annotation.boxes.length);
  }
  const drawn = group.annotations.filter((annotation) => annotation.boxes.length > 0);
  if (!clock || !size || drawn.length === 0) return null;
  const text = writeXml({
    name: 'annotations',
    content: [
      { name: 'version', content: '1.1' },
      metaOf(group, drawn, { clock, size }),
      ...drawn.map((annotation, index) => trackOf(annotation, index, { clock, size, losses })),
    ],
  });
  return { text, tracks: drawn.length };
}

interface Picture {
  readonly clock: FrameClock;
  readonly size: { width: number; height: number };
}

function metaOf(group: VideoExport, drawn: readonly NeutralAnnotation[], { clock, size }: Picture): XmlNode {
  const colours = new Map<string, string | null>();
  for (const { label, colour } of drawn) colours.set(label ?? unlabelled, colour ?? null);
  const names = [...colours.keys()].sort();
  const last = clock.frameCount - 1;
  return {
    name: 'meta',
    content: [
      {
        name: 'task',
        content: [
          { name: 'id', content: '0' },
          { name: 'name', content: group.video.video },
          { name: 'size', content: String(clock.frameCount) },
          { name: 'mode', content: 'interpolation' },
          { name: 'overlap', content: '0' },
          { name: 'bugtracker' },
          { name: 'start_frame', content: '0' },
          { name: 'stop_frame', content: String(last) },
          { name: 'frame_filter' },
          { name: 'labels', content: names.map((name) => labelOf(name, colours.get(name) ?? null)) },
          {
            name: 'original_size',
            content: [
              { name: 'width', content: String(size.width) },
              { name: 'height', content: String(size.height) },
            ],
          },
        ],
      },
      { name: 'source', content: group.video.video },
    ],
  };
}

function labelOf(name: string, colour: string | null): XmlNode {
  const attributes = ownNames.map((attribute) => ({
    name: 'attribute',
    content: [
      { name: 'name', content: attribute },
      { name: 'mutable', content: 'False' },
      { name: 'input_type', content: 'text' },
      { name: 'default_value' },
      { name: 'values' },
    ],
  }));
  return {
    name: 'label',
    content: [
      { name: 'name', content: name },
      colour ? { name: 'color', content: colour } : null,
      { name: 'type', content: 'any' },
      { name: 'attributes', content: attributes },
    ],
  };
}

function trackOf(
  annotation: NeutralAnnotation,
  id: number,
  picture: Picture & { losses: LossCounter },
): XmlNode {
  const { clock, size, losses } = picture;
  const own = ownValues(annotation, clock);
  const attributes = ownNames.map((name) => ({
    name: 'attribute',
    attributes: { name },
    content: own[name],
  }));
  const byFrame = new Map(annotation.boxes.map((box) => [clock.frameAt(box.atSeconds), box]));
  if (byFrame.size < annotation.boxes.length) {
    losses.note('second boxes of one object within one frame', annotation.boxes.length - byFrame.size);
  }
  const frames = [...byFrame.keys()];
  const boxNode = (frame: number, outside: boolean): XmlNode => {
    const box = byFrame.get(
      outside ? (frames.at(-1) as number) : frame,
    ) as NeutralAnnotation['boxes'][number];
    const { x, y, width, height } = toPixels(box, size);
    const corners = { xtl: x, ytl: y, xbr: x + width, ybr: y + height };
    const written = Object.fromEntries(
      Object.entries(corners).map(([name, value]) => [name, formatDecimal(value, 4)]),
    );
    return {
      name: 'box',
      attributes: { frame, keyframe: 1, outside: outside ? 1 : 0, occluded: 0, ...written, z_order: 0 },
      content: attributes,
    };
  };
  const lastKey = frames.at(-1) as number;
  const spanEnd = annotation.span ? framesBefore(clock, annotation.span.toSeconds) : 0;
  const end = Math.max(lastKey + 1, spanEnd);
  const nodes = frames.map((frame) => boxNode(frame, false));
  // Without it CVAT shows the object to the end of the video.
  if (end < clock.frameCount) nodes.push(boxNode(end, true));
  const label = annotation.label ?? unlabelled;
  const source = annotation.status === 'proposed' ? 'auto' : 'manual';
  return { name: 'track', attributes: { id, label, source }, content: nodes };
}
