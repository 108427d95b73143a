import type { KeyBox, NeutralAnnotation } from '../../../annotations/types.ts';
import { LossCounter } from '../../collector.ts';
import {
  byVideo,
  finished,
  noteLosses,
  type Property,
  safePath,
  type VideoExport,
} from '../../export-plan.ts';
import { pictureSize, toPixels } from '../../pixels.ts';
import type { Export, ExportInput, FrameImage, VideoReference } from '../../types.ts';
import { type KwcocoExtension, unlabelled } from './coco-schema.ts';

const carriedByCoco: ReadonlySet<Property> = new Set(['boxes']);
const carriedByKwcoco: ReadonlySet<Property> = new Set([
  'boxes',
  'note',
  'status',
  'author',
  'band',
  'track',
  'confidence',
  'dates',
]);

interface Tables {
  readonly kind: 'coco' | 'kwcoco';
  readonly losses: LossCounter;
  readonly categories: Map<string, number>;
  readonly images: Map<string, { row: Record<string, unknown>; image: FrameImage }>;
  readonly tracks: Record<string, unknown>[];
  readonly annotations: Record<string, unknown>[];
}

/**
 * Writes one file for all videos: an image for every frame with a key box. KWCOCO also gets the videos, and
 * a track for every annotation, spans included.
 */
export function writeCoco(input: ExportInput, kind: 'coco' | 'kwcoco'): Export {
  const losses = new LossCounter();
  const tables: Tables = {
    kind,
    losses,
    categories: new Map(),
    images: new Map(),
    tracks: [],
    annotations: [],
  };
  const groups = byVideo(input, losses);
  const labels = input.annotations.map((annotation) => annotation.label).filter((label) => label !== null);
  for (const label of [...new Set(labels)].sort()) categoryId(label, tables);
  let written = 0;
  groups.forEach((group, index) => {
    for (const annotation of group.annotations) {
      if (writeAnnotation(annotation, group, index + 1, tables)) written += 1;
    }
  });
  const images = [...tables.images.values()];
  const content = {
    info: kind === 'coco' ? infoOf(input) : [infoOf(input)],
    licenses: [],
    // Without `supercategory`: readers of KWCOCO take an empty one for the name of a class.
    categories: Array.from(tables.categories, ([name, id]) => ({ id, name })),
    ...(kind === 'kwcoco' ? { videos: groups.map((group, index) => videoRow(group, index + 1)) } : {}),
    images: images.map(({ row }) => row),
    ...(kind === 'kwcoco' ? { tracks: tables.tracks } : {}),
    annotations: tables.annotations,
  };
  const extension = kind === 'kwcoco' ? '.kwcoco.json' : '.json';
  const files = [
    { path: `${safePath(input.name)}${extension}`, text: `${JSON.stringify(content, null, 1)}\n` },
  ];
  const frames = images.map(({ image }) => image);
  return finished(files, written, losses, frames);
}

function infoOf(input: ExportInput) {
  return { description: input.name, contributor: 'Earsight', version: '1.0' };
}

function videoRow(group: VideoExport, id: number) {
  const size = pictureSize(group.video);
  return { id, name: group.video.video, file_name: group.video.video, ...(size ?? {}) };
}

/** Whether anything of the annotation could be written: COCO has nothing but boxes. */
function writeAnnotation(
  annotation: NeutralAnnotation,
  group: VideoExport,
  videoId: number,
  tables: Tables,
): boolean {
  const { losses, kind } = tables;
  noteLosses(annotation, kind === 'coco' ? carriedByCoco : carriedByKwcoco, losses);
  const { video } = group;
  const drawn = video.clock && pictureSize(video) ? annotation.boxes : [];
  losses.note('boxes on videos without a picture', annotation.boxes.length - drawn.length);
  if (kind === 'coco') {
    if (annotation.boxes.length === 0) losses.note('annotations without boxes');
    else if (annotation.span) losses.note('spans of annotations with boxes');
    if (drawn.length > 1) losses.note('which boxes belong to one object');
  } else {
    const id = tables.tracks.length + 1;
    tables.tracks.push({ id, name: `track_${id}`, earsight: extensionOf(annotation, videoId) });
  }
  for (const box of drawn) {
    const imageId = imageOf(box, video, videoId, tables);
    tables.annotations.push(boxRow(annotation, box, { video, imageId, tables }));
  }
  return kind === 'kwcoco' || drawn.length > 0;
}

function boxRow(
  annotation: NeutralAnnotation,
  box: KeyBox,
  { video, imageId, tables }: { video: VideoReference; imageId: number; tables: Tables },
) {
  const { x, y, width, height } = toPixels(box, pictureSize(video) as { width: number; height: number });
  const kwcoco = tables.kind === 'kwcoco';
  const frameSeconds = video.clock?.secondsAt(video.clock.frameAt(box.atSeconds)) ?? box.atSeconds;
  const between = Math.abs(frameSeconds - box.atSeconds) > 1e-5;
  if (between && !kwcoco) tables.losses.note('times between two frames, moved to the frame on screen');
  return {
    id: tables.annotations.length + 1,
    image_id: imageId,
    category_id: categoryId(annotation.label ?? unlabelled, tables),
    bbox: [x, y, width, height],
    area: Math.round(width * height * 1e4) / 1e4,
    iscrowd: 0,
    segmentation: [[x, y, x + width, y, x + width, y + height, x, y + height]],
    ...(kwcoco ? { track_id: tables.tracks.length } : {}),
    ...(kwcoco && between ? { earsight: { at: box.atSeconds } } : {}),
    ...(kwcoco && annotation.note !== '' ? { caption: annotation.note } : {}),
    ...(kwcoco && annotation.confidence != null ? { score: annotation.confidence } : {}),
  };
}

function categoryId(label: string, tables: Tables): number {
  const known = tables.categories.get(label);
  if (known !== undefined) return known;
  tables.categories.set(label, tables.categories.size + 1);
  return tables.categories.size;
}

/** The id of the image of the frame that a box was drawn on. */
function imageOf(box: KeyBox, video: VideoReference, videoId: number, tables: Tables): number {
  const frame = video.clock?.frameAt(box.atSeconds) ?? 0;
  const key = `${videoId}/${frame}`;
  const known = tables.images.get(key);
  if (known) return known.row.id as number;
  const id = tables.images.size + 1;
  const path = `${safePath(video.video)}/frame_${String(frame).padStart(6, '0')}.jpg`;
  const atSeconds = video.clock?.secondsAt(frame) ?? 0;
  const size = pictureSize(video);
  const place =
    tables.kind === 'kwcoco' ? { video_id: videoId, frame_index: frame, timestamp: atSeconds } : {};
  tables.images.set(key, {
    row: { id, file_name: path, ...size, ...place },
    image: { path, video: video.video, frame, atSeconds },
  });
  return id;
}

function extensionOf(annotation: NeutralAnnotation, videoId: number): KwcocoExtension {
  const { span } = annotation;
  return {
    video_id: videoId,
    label: annotation.label,
    span: span ? { from: span.fromSeconds, to: span.toSeconds } : null,
    status: annotation.status,
    ...(annotation.note === '' ? {} : { note: annotation.note }),
    ...(annotation.author === '' ? {} : { author: annotation.author }),
    ...(annotation.lowHz == null ? {} : { low_hz: annotation.lowHz }),
    ...(annotation.highHz == null ? {} : { high_hz: annotation.highHz }),
    ...(annotation.track == null ? {} : { track: annotation.track }),
    ...(annotation.confidence == null ? {} : { confidence: annotation.confidence }),
    ...(annotation.createdAt === undefined ? {} : { created_at: annotation.createdAt }),
    ...(annotation.modifiedAt === undefined ? {} : { modified_at: annotation.modifiedAt }),
  };
}
