import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { type JsonSource, readJson } from '../../json-source.ts';
import { around, fromPixels, type PixelBox, pictureSize } from '../../pixels.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import { type AttributeValues, attributeReader } from './via-attributes.ts';
import { type ViaMetadata, type ViaProject, viaProject, viaShape } from './via-schema.ts';

type Span = { fromSeconds: number; toSeconds: number };

/** Parts of one annotation: those with the same `annotation` attribute belong together. */
interface Parts {
  readonly video: VideoReference;
  readonly values: AttributeValues;
  readonly key: string;
  span: Span | null;
  readonly boxes: KeyBox[];
}

/** Reads a VIA 3 project. @throws InterchangeError */
export function readVia(file: ImportFile, context: ImportContext): ImportedFile {
  const source = readJson(file, viaProject);
  const collector = new Collector(context);
  const valuesOf = attributeReader(source.value, collector);
  const videos = videosOf(source.value, collector);
  const together = new Map<string, Parts>();
  for (const [key, metadata] of Object.entries(source.value.metadata)) {
    const video = videos(metadata.vid);
    if (!video) continue;
    for (const [number, values] of valuesOf(metadata).entries()) {
      const parts = partsOf(metadata, key, { video, values }, collector);
      if (!parts) continue;
      const group = values.annotation === '' ? `${key}\t${number}` : `${video.video}\t#${values.annotation}`;
      const known = together.get(group);
      if (known) {
        known.span ??= parts.span;
        known.boxes.push(...parts.boxes);
      } else together.set(group, parts);
    }
  }
  for (const parts of together.values()) collector.add(draftOf(parts), placeOf(source, parts.key));
  return collector.result();
}

function placeOf(source: JsonSource<ViaProject>, key: string) {
  return source.place(['metadata', key]);
}

function draftOf({ video, values, span, boxes }: Parts): Draft {
  const { label, note, status, author } = values;
  return { video, label, note, status, author, span, boxes };
}

/** Finds the video of a view; views of several files are compared files, which have no place here. */
function videosOf(project: ViaProject, collector: Collector): (view: string) => VideoReference | null {
  const views = new Map(Object.entries(project.view));
  const files = new Map(Object.entries(project.file));
  return (view) => {
    const names = views.get(view)?.fid_list ?? [];
    const found = names.length === 1 ? files.get(names[0] as string) : undefined;
    if (!found) {
      collector.losses.note('annotations of views that are not one file');
      return null;
    }
    return collector.video(found.fname || (found.src ?? ''));
  };
}

function partsOf(
  metadata: ViaMetadata,
  key: string,
  { video, values }: { video: VideoReference; values: AttributeValues },
  collector: Collector,
): Parts | null {
  const { z, xy } = metadata;
  const parts: Parts = { video, values, key, span: null, boxes: [] };
  if (xy.length === 0) {
    if (z.length > 2) {
      collector.losses.note('annotations of more than two times');
      return null;
    }
    const [from, to] = z;
    if (from !== undefined) parts.span = { fromSeconds: from, toSeconds: to ?? from };
    return parts;
  }
  const size = pictureSize(video);
  const atSeconds = z[0];
  if (!size || atSeconds === undefined) {
    collector.losses.note('regions of still images or of videos without a picture');
    return null;
  }
  const region = regionOf(xy, collector);
  if (!region) return null;
  parts.boxes.push(fromPixels(region, size, atSeconds));
  return parts;
}

/** The rectangle of a region, or the one around its shape. */
function regionOf(xy: readonly number[], collector: Collector): PixelBox | null {
  const [shape, ...values] = xy;
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = width] = values;
  if (shape === viaShape.rectangle) return { x, y, width, height };
  if (shape === viaShape.extremeRectangle) return around(values);
  if (shape === viaShape.point || shape === undefined) {
    collector.losses.note('points in the picture');
    return null;
  }
  collector.losses.note('shapes other than rectangles, as the rectangles around them');
  if (shape === viaShape.circle || shape === viaShape.ellipse) {
    return { x: x - width, y: y - height, width: 2 * width, height: 2 * height };
  }
  return around(values);
}
