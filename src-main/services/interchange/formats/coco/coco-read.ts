import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { InterchangeError } from '../../errors.ts';
import { type JsonSource, readJson } from '../../json-source.ts';
import { fromPixels, pictureSize } from '../../pixels.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import { type CocoFile, cocoFile, type KwcocoExtension, unlabelled } from './coco-schema.ts';
import { imageFinder } from './image-finder.ts';

/** A box as one row tells it; the boxes of one track in one video are one object. */
interface CocoBox {
  readonly video: VideoReference;
  readonly box: KeyBox;
  readonly label: string;
  readonly note: string;
  readonly confidence: number | null;
  readonly track: string | null;
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
  const objects = Map.groupBy(readBoxes(source, categories, collector, context), objectOf);
  for (const boxes of objects.values()) {
    const { track, index } = boxes[0] as CocoBox;
    const own = track === null ? undefined : extensions.get(track);
    const name = track === null ? null : (trackNames.get(track) ?? null);
    collector.add({ track: name, ...draftOf(boxes, own) }, source.place(['annotations', index]));
    if (track !== null) extensions.delete(track);
  }
  addWithoutBoxes(source.value, extensions, collector);
  return collector.result();
}

function objectOf({ track, video, index }: CocoBox): string {
  return track === null ? `#${index}` : `${video.video}\t${track}`;
}

function draftOf(rows: readonly CocoBox[], own: KwcocoExtension | undefined): Draft {
  const { video, label } = rows[0] as CocoBox;
  const boxes = rows.map(({ box }) => box);
  if (own) return { ...ownDraft(own), video, boxes };
  return {
    video,
    boxes,
    label: label === unlabelled ? '' : label,
    note: rows.find(({ note }) => note !== '')?.note ?? '',
    confidence: rows.find(({ confidence }) => confidence !== null)?.confidence ?? null,
  };
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

function readBoxes(
  source: JsonSource<CocoFile>,
  categories: ReadonlyMap<string, string>,
  collector: Collector,
  context: ImportContext,
): CocoBox[] {
  const findImage = imageFinder(source.value, collector, context);
  return source.value.annotations.flatMap((annotation, index): CocoBox[] => {
    const missing = (field: string, reason: string): never => {
      throw new InterchangeError('invalid-input', reason, source.place(['annotations', index, field]));
    };
    const { category_id: category, image_id: imageId, track_id: track, bbox } = annotation;
    const label =
      category == null
        ? ''
        : (categories.get(String(category)) ?? missing('category_id', `no category ${category}`));
    if (imageId == null || !bbox) {
      collector.losses.note('annotations without an image or a box');
      return [];
    }
    const image = findImage(imageId) ?? missing('image_id', `no image ${imageId}`);
    if (image === 'elsewhere') return [];
    const [x = 0, y = 0, width = 0, height = 0] = bbox;
    const size = image.size ?? pictureSize(image.video);
    if (!size) {
      collector.losses.note('boxes on images of unknown size');
      return [];
    }
    if (annotation.iscrowd) collector.losses.note('crowd marks, read as boxes of one object');
    return [
      {
        video: image.video,
        box: fromPixels({ x, y, width, height }, size, annotation.earsight?.at ?? image.atSeconds),
        label,
        note: annotation.caption ?? '',
        confidence: annotation.score ?? null,
        track: track == null ? null : String(track),
        index,
      },
    ];
  });
}
