import type { KeyBox } from '../../../annotations/types.ts';
import { Collector, type Draft } from '../../collector.ts';
import { readJson } from '../../json-source.ts';
import { around, fromPixels, type PixelBox, pictureSize } from '../../pixels.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import { type AttributeValues, attributeReader } from './via-attributes.ts';
import { type ViaMetadata, type ViaProject, viaProject, viaShape } from './via-schema.ts';

type Span = { fromSeconds: number; toSeconds: number };

/** A row of the file, which tells an annotation or, where the rows share an `annotation` attribute, a part of one. */
interface Part {
  readonly video: VideoReference;
  readonly values: AttributeValues;
  readonly key: string;
  /** Which annotation the part belongs to. */
  readonly group: string;
  readonly span: Span | null;
  readonly boxes: readonly KeyBox[];
}

/** Reads a VIA 3 project. @throws InterchangeError */
export function readVia(file: ImportFile, context: ImportContext): ImportedFile {
  const source = readJson(file, viaProject);
  const collector = new Collector(context);
  const valuesOf = attributeReader(source.value, collector);
  const videos = videosOf(source.value, collector);
  const parts = Object.entries(source.value.metadata).flatMap(([key, metadata]): Part[] => {
    const video = videos(metadata.vid);
    if (!video) return [];
    return valuesOf(metadata).flatMap((values, number) => {
      const shape = shapeOf(metadata, video, collector);
      const group = values.annotation === '' ? `${key}\t${number}` : `${video.video}\t#${values.annotation}`;
      return shape ? [{ video, values, key, group, ...shape }] : [];
    });
  });
  for (const together of Map.groupBy(parts, ({ group }) => group).values()) {
    const { key } = together[0] as Part;
    collector.add(draftOf(together), source.place(['metadata', key]));
  }
  return collector.result();
}

function draftOf(parts: readonly Part[]): Draft {
  const { video, values } = parts[0] as Part;
  const { label, note, status, author } = values;
  const span = parts.find((part) => part.span)?.span ?? null;
  return { video, label, note, status, author, span, boxes: parts.flatMap(({ boxes }) => boxes) };
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

/** The span or the box of a row; neither where it stands for the whole video, null where it cannot be carried. */
function shapeOf(
  { z, xy }: ViaMetadata,
  video: VideoReference,
  collector: Collector,
): Pick<Part, 'span' | 'boxes'> | null {
  if (xy.length === 0) {
    if (z.length > 2) {
      collector.losses.note('annotations of more than two times');
      return null;
    }
    const [from, to] = z;
    return { span: from === undefined ? null : { fromSeconds: from, toSeconds: to ?? from }, boxes: [] };
  }
  const size = pictureSize(video);
  const atSeconds = z[0];
  if (!size || atSeconds === undefined) {
    collector.losses.note('regions of still images or of videos without a picture');
    return null;
  }
  const region = regionOf(xy, collector);
  return region && { span: null, boxes: [fromPixels(region, size, atSeconds)] };
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
