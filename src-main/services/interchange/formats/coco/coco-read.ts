import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { InterchangeError } from '../../errors.ts';
import { type JsonSource, readJson } from '../../json-source.ts';
import { fromPixels, pictureSize } from '../../pixels.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import {
  type CocoAnnotation,
  type CocoFile,
  cocoFile,
  type KwcocoExtension,
  unlabelled,
} from './coco-schema.ts';
import { imageFinder } from './image-finder.ts';

/** One object: the boxes of a track, or a single box. */
interface CocoObject {
  readonly video: VideoReference;
  readonly label: string;
  readonly boxes: KeyBox[];
  note: string;
  confidence: number | null;
  readonly index: number;
}

/** Reads a COCO or KWCOCO file; boxes of one track become one annotation. @throws InterchangeError */
export function readCoco(file: ImportFile, context: ImportContext): ImportedFile {
  const source = readJson(file, cocoFile);
  const collector = new Collector(context);
  const categories = new Map(source.value.categories.map(({ id, name }) => [String(id), name]));
  for (const name of categories.values()) if (name !== unlabelled) collector.label(name);
  const extensions = new Map<string, KwcocoExtension>();
  const trackNames = new Map<string, string>();
  for (const track of source.value.tracks) {
    if (track.earsight) extensions.set(String(track.id), track.earsight);
    else if (track.name) trackNames.set(String(track.id), track.name);
  }
  const objects = collectObjects(source, categories, collector, context);
  for (const [key, object] of objects) {
    const track = trackNames.get(key) ?? null;
    collector.add(
      { track, ...draftOf(object, extensions.get(key)) },
      source.place(['annotations', object.index]),
    );
    extensions.delete(key);
  }
  addWithoutBoxes(source.value, extensions, collector);
  return collector.result();
}

function draftOf(object: CocoObject, own: KwcocoExtension | undefined): Draft {
  const { video, boxes, note, confidence } = object;
  const label = object.label === unlabelled ? '' : object.label;
  if (!own) return { video, label, boxes, note, confidence };
  return { ...ownDraft(own), video, boxes };
}

function ownDraft(own: KwcocoExtension): Omit<Draft, 'video'> {
  return {
    label: own.label,
    span: own.span ? { fromSeconds: own.span.from, toSeconds: own.span.to } : null,
    note: own.note ?? '',
    status: own.status,
    author: own.author ?? '',
    lowHz: own.low_hz ?? null,
    highHz: own.high_hz ?? null,
    track: own.track ?? null,
    confidence: own.confidence ?? null,
    createdAt: own.created_at,
    modifiedAt: own.modified_at,
  };
}

/** Tracks of our own exports that have no box: spans, and annotations of the whole video. */
function addWithoutBoxes(
  coco: CocoFile,
  left: ReadonlyMap<string, KwcocoExtension>,
  collector: Collector,
): void {
  const names = new Map(coco.videos.map((video) => [String(video.id), video.name]));
  for (const own of left.values()) {
    const video = collector.video(names.get(String(own.video_id)) ?? '');
    if (video) collector.add({ video, ...ownDraft(own) }, { field: 'tracks.earsight' });
  }
}

function collectObjects(
  source: JsonSource<CocoFile>,
  categories: ReadonlyMap<string, string>,
  collector: Collector,
  context: ImportContext,
): Map<string, CocoObject> {
  const objects = new Map<string, CocoObject>();
  const findImage = imageFinder(source.value, collector, context);
  source.value.annotations.forEach((annotation, index) => {
    const missing = (field: string, reason: string): never => {
      throw new InterchangeError('invalid-input', reason, source.place(['annotations', index, field]));
    };
    const label = annotation.category_id == null ? '' : categories.get(String(annotation.category_id));
    if (label === undefined) missing('category_id', `no category ${annotation.category_id}`);
    if (annotation.image_id == null || !annotation.bbox) {
      collector.losses.note('annotations without an image or a box');
      return;
    }
    const image = findImage(annotation.image_id) ?? missing('image_id', `no image ${annotation.image_id}`);
    if (image === 'elsewhere') return;
    const [x = 0, y = 0, width = 0, height = 0] = annotation.bbox;
    const size = image.size ?? pictureSize(image.video);
    if (!size) {
      collector.losses.note('boxes on images of unknown size');
      return;
    }
    noteMasks(annotation, collector);
    const box = fromPixels({ x, y, width, height }, size, annotation.earsight?.at ?? image.atSeconds);
    const key = annotation.track_id == null ? `\t${index}` : String(annotation.track_id);
    const known = objects.get(key);
    if (known && known.video.video === image.video.video) {
      known.boxes.push(box);
      known.note ||= annotation.caption ?? '';
      known.confidence ??= annotation.score ?? null;
    } else {
      const object = { video: image.video, label: label as string, boxes: [box], index };
      const key2 = known ? `${key}\t${index}` : key;
      objects.set(key2, { ...object, note: annotation.caption ?? '', confidence: annotation.score ?? null });
    }
  });
  return objects;
}

function noteMasks(annotation: CocoAnnotation, collector: Collector): void {
  if (annotation.iscrowd) collector.losses.note('crowd marks, read as boxes of one object');
}
