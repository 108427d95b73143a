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
import { pictureSize, toPixels } from '../../pixels.ts';
import type { Export, ExportInput } from '../../types.ts';
import { viaAnchor, viaInput, viaShape } from './via-schema.ts';

const carried: ReadonlySet<Property> = new Set(['boxes', 'note', 'status', 'author']);
/** Each attribute exists once for spans and once for regions; their ids in `av`. */
const attributeIds = {
  span: { label: '1', note: '3', status: '5', author: '7', annotation: '9' },
  region: { label: '2', note: '4', status: '6', author: '8', annotation: '10' },
  file: { label: '11' },
} as const;
const video = 4;
const audio = 8;
const localFile = 1;

interface Metadata {
  vid: string;
  flg: 0;
  z: number[];
  xy: number[];
  av: Record<string, string>;
}

/** Writes one VIA 3 project (data format 3.1.1) for all videos. */
export function writeVia(input: ExportInput): Export {
  const losses = new LossCounter();
  const groups = byVideo(input, losses);
  const labels = optionIds(input.annotations);
  const metadata: Record<string, Metadata> = {};
  let written = 0;
  groups.forEach((group, index) => {
    const vid = String(index + 1);
    const made = writeVideo(group, vid, labels, losses);
    written += made.written;
    made.entries.forEach((entry, number) => {
      metadata[`${vid}_e${number + 1}`] = entry;
    });
  });
  const project = {
    project: {
      pid: '__VIA_PROJECT_ID__',
      rev: '__VIA_PROJECT_REV_ID__',
      rev_timestamp: '__VIA_PROJECT_REV_TIMESTAMP__',
      pname: input.name,
      creator: 'Earsight',
      created: 0,
      data_format_version: '3.1.1',
      vid_list: groups.map((_, index) => String(index + 1)),
    },
    config: {
      file: { loc_prefix: { 1: '', 2: '', 3: '', 4: '' } },
      ui: { file_content_align: 'center', spatial_region_label_attribute_id: attributeIds.region.label },
    },
    attribute: attributes(labels),
    file: Object.fromEntries(
      groups.map((group, index) => [String(index + 1), fileOf(group, String(index + 1))]),
    ),
    view: Object.fromEntries(
      groups.map((_, index) => [String(index + 1), { fid_list: [String(index + 1)] }]),
    ),
    metadata,
  };
  const files = [{ path: `${safePath(input.name)}.json`, text: `${JSON.stringify(project, null, 1)}\n` }];
  return finished(files, written, losses);
}

function fileOf(group: VideoExport, fid: string) {
  const type = pictureSize(group.video) ? video : audio;
  return { fid, fname: group.video.video, type, loc: localFile, src: '' };
}

function optionIds(annotations: readonly NeutralAnnotation[]): ReadonlyMap<string, string> {
  const names = new Set(annotations.map((annotation) => annotation.label).filter((label) => label !== null));
  return new Map([...names].sort().map((name, index) => [name, String(index + 1)]));
}

function attributes(labels: ReadonlyMap<string, string>) {
  const options = Object.fromEntries(Array.from(labels, ([name, id]) => [id, name]));
  const attribute = (aname: string, anchor_id: string, type: number) => ({
    aname,
    anchor_id,
    type,
    desc: '',
    options: type === viaInput.text ? {} : options,
    default_option_id: '',
  });
  const entries: [string, ReturnType<typeof attribute>][] = [];
  for (const anchor of ['span', 'region'] as const) {
    for (const [name, id] of Object.entries(attributeIds[anchor])) {
      entries.push([
        id,
        attribute(name, viaAnchor[anchor], name === 'label' ? viaInput.select : viaInput.text),
      ]);
    }
  }
  entries.push([attributeIds.file.label, attribute('label', viaAnchor.file, viaInput.checkbox)]);
  return Object.fromEntries(entries);
}

function writeVideo(
  group: VideoExport,
  vid: string,
  labels: ReadonlyMap<string, string>,
  losses: LossCounter,
): { entries: Metadata[]; written: number } {
  const entries: Metadata[] = [];
  let written = 0;
  const ofWholeFile = new Set<string>();
  group.annotations.forEach((annotation, index) => {
    noteLosses(annotation, carried, losses);
    const label = annotation.label === null ? undefined : labels.get(annotation.label);
    const parts = writeParts(annotation, group, losses);
    const ofWhole = !annotation.span && annotation.boxes.length === 0;
    if (parts.length > 0 || (ofWhole && label !== undefined)) written += 1;
    for (const { z, xy } of parts) {
      const ids = attributeIds[xy.length > 0 ? 'region' : 'span'];
      entries.push({ vid, flg: 0, z, xy, av: valuesOf(annotation, ids, { label, number: index + 1 }) });
    }
    if (!ofWhole) return;
    const more = annotation.note !== '' || annotation.author !== '' || annotation.status !== 'accepted';
    if (label === undefined || ofWholeFile.has(label) || more) {
      losses.note('all but the label of annotations of a whole video');
    }
    if (label !== undefined) ofWholeFile.add(label);
  });
  if (ofWholeFile.size > 0) {
    const av = { [attributeIds.file.label]: [...ofWholeFile].join(',') };
    entries.push({ vid, flg: 0, z: [], xy: [], av });
  }
  return { entries, written };
}

function writeParts(
  annotation: NeutralAnnotation,
  group: VideoExport,
  losses: LossCounter,
): { z: number[]; xy: number[] }[] {
  const { span, boxes } = annotation;
  const parts: { z: number[]; xy: number[] }[] = [];
  if (span) parts.push({ z: [span.fromSeconds, span.toSeconds], xy: [] });
  const size = pictureSize(group.video);
  if (boxes.length > 0 && !size) losses.note('boxes on videos without a picture', boxes.length);
  if (boxes.length > 1) losses.note('the movement of boxes between their key times');
  for (const box of size ? boxes : []) {
    const { x, y, width, height } = toPixels(box, size as { width: number; height: number });
    parts.push({ z: [box.atSeconds], xy: [viaShape.rectangle, x, y, width, height] });
  }
  return parts;
}

function valuesOf(
  annotation: NeutralAnnotation,
  ids: (typeof attributeIds)['span' | 'region'],
  { label, number }: { label: string | undefined; number: number },
): Record<string, string> {
  const values: [string, string | undefined][] = [
    [ids.label, label],
    [ids.note, annotation.note],
    [ids.status, annotation.status],
    [ids.author, annotation.author],
    [ids.annotation, String(number)],
  ];
  return Object.fromEntries(values.filter((pair): pair is [string, string] => Boolean(pair[1])));
}
