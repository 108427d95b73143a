import type { NeutralAnnotation } from '../../../annotations/types.ts';
import { LossCounter } from '../../collector.ts';
import { type Property, type SpanRow, spanFiles, type VideoExport } from '../../export-plan.ts';
import { pictureSize } from '../../pixels.ts';
import { formatDecimal } from '../../time-text.ts';
import type { Export, ExportInput, ExportOptions } from '../../types.ts';
import { writeXml, type XmlNode } from '../../xml-text.ts';
import { type OwnDependent, ownDependents } from './elan-dependents.ts';
import { planTiers, type Tier } from './elan-tiers.ts';

const carried: ReadonlySet<Property> = new Set(['note', 'status', 'author', 'band', 'track', 'confidence']);

/** Writes one EAF 3.0 file a video, with a tier for each label (and author) or for each author. */
export function writeElan(input: ExportInput, options: ExportOptions): Export {
  const losses = new LossCounter();
  const layout = options.elanTiers ?? 'label';
  return spanFiles(input, losses, {
    ...{ extension: '.eaf', carried },
    text: (rows, group, path) => writeDocument(rows, group, { path, layout, losses }),
  });
}

interface Writing {
  readonly path: string;
  readonly layout: 'label' | 'author';
  readonly losses: LossCounter;
}

function writeDocument(rows: readonly SpanRow[], group: VideoExport, writing: Writing): string {
  const tiers = planTiers(rows, writing);
  const slots: XmlNode[] = [];
  let lastAnnotation = 0;
  const nextId = (): string => {
    lastAnnotation += 1;
    return `a${lastAnnotation}`;
  };
  const slotAt = (milliseconds: number): string => {
    const id = `ts${slots.length + 1}`;
    slots.push({ name: 'TIME_SLOT', attributes: { TIME_SLOT_ID: id, TIME_VALUE: milliseconds } });
    return id;
  };
  const tierNodes = tiers.flatMap((tier) => tierNodesOf(tier, { nextId, slotAt }));
  // ELAN wants the slots in order of time, whatever their ids.
  const ordered = slots.toSorted(
    (one, other) => Number(one.attributes?.TIME_VALUE) - Number(other.attributes?.TIME_VALUE),
  );
  return writeXml({
    name: 'ANNOTATION_DOCUMENT',
    attributes: {
      AUTHOR: 'Earsight',
      DATE: dateOf(group.annotations),
      FORMAT: '3.0',
      VERSION: '3.0',
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:noNamespaceSchemaLocation': 'http://www.mpi.nl/tools/elan/EAFv3.0.xsd',
    },
    content: [
      headerOf(group, writing, lastAnnotation),
      { name: 'TIME_ORDER', content: ordered },
      ...tierNodes,
      linguisticType('earsight-spans', { TIME_ALIGNABLE: 'true' }),
      linguisticType('earsight-details', { CONSTRAINTS: 'Symbolic_Association', TIME_ALIGNABLE: 'false' }),
      constraint,
    ],
  });
}

const constraint: XmlNode = {
  name: 'CONSTRAINT',
  attributes: {
    DESCRIPTION: '1-1 association with a parent annotation',
    STEREOTYPE: 'Symbolic_Association',
  },
};

function linguisticType(id: string, more: Record<string, string>): XmlNode {
  return {
    name: 'LINGUISTIC_TYPE',
    attributes: { ...more, GRAPHIC_REFERENCES: 'false', LINGUISTIC_TYPE_ID: id },
  };
}

/** The latest change, so that the same annotations give the same file. */
function dateOf(annotations: readonly NeutralAnnotation[]): string {
  const dates = annotations.map((annotation) => annotation.modifiedAt ?? annotation.createdAt ?? '').sort();
  return dates.at(-1) || '1970-01-01T00:00:00+00:00';
}

function headerOf(group: VideoExport, { path, layout }: Writing, lastAnnotation: number): XmlNode {
  const up = '../'.repeat(path.split('/').length - 1) || './';
  const url = `${up}${group.video.video.split('/').map(encodeURIComponent).join('/')}`;
  const type = pictureSize(group.video) ? 'video' : 'audio';
  const property = (name: string, text: string): XmlNode => ({
    name: 'PROPERTY',
    attributes: { NAME: name },
    content: text,
  });
  return {
    name: 'HEADER',
    attributes: { MEDIA_FILE: '', TIME_UNITS: 'milliseconds' },
    content: [
      {
        name: 'MEDIA_DESCRIPTOR',
        attributes: { MEDIA_URL: url, MIME_TYPE: mimeType(group.video.video, type), RELATIVE_MEDIA_URL: url },
      },
      property('earsight.tiers', layout),
      property('lastUsedAnnotationId', String(lastAnnotation)),
    ],
  };
}

function mimeType(path: string, type: 'video' | 'audio'): string {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (extension === 'wav') return 'audio/x-wav';
  if (extension === 'mp4' || extension === 'm4v') return 'video/mp4';
  if (extension === 'mov') return 'video/quicktime';
  if (extension === 'mpg' || extension === 'mpeg') return 'video/mpeg';
  return `${type}/*`;
}

interface Numbering {
  nextId(): string;
  slotAt(milliseconds: number): string;
}

function tierNodesOf(tier: Tier, numbering: Numbering): XmlNode[] {
  const details = new Map<OwnDependent, XmlNode[]>();
  const annotations = tier.rows.map(({ row, from, to, instant }) => {
    const id = numbering.nextId();
    const values = { ...detailsOf(row.annotation), instant: instant ? 'yes' : '' };
    for (const name of ownDependents) {
      if (values[name] === '') continue;
      const list = details.get(name) ?? [];
      list.push(referring(numbering.nextId(), id, values[name]));
      details.set(name, list);
    }
    const attributes = {
      ANNOTATION_ID: id,
      TIME_SLOT_REF1: numbering.slotAt(from),
      TIME_SLOT_REF2: numbering.slotAt(to),
    };
    return annotationNode('ALIGNABLE_ANNOTATION', attributes, row.annotation.label ?? '');
  });
  const tierNode = (id: string, type: string, content: XmlNode[], parent?: string): XmlNode => ({
    name: 'TIER',
    attributes: {
      ANNOTATOR: tier.author || undefined,
      LINGUISTIC_TYPE_REF: type,
      PARENT_REF: parent,
      TIER_ID: id,
    },
    content,
  });
  return [
    tierNode(tier.id, 'earsight-spans', annotations),
    ...Array.from(details, ([name, nodes]) =>
      tierNode(`${tier.id}: ${name}`, 'earsight-details', nodes, tier.id),
    ),
  ];
}

function detailsOf(annotation: NeutralAnnotation): Record<Exclude<OwnDependent, 'instant'>, string> {
  const number = (value: number | null | undefined): string => (value == null ? '' : formatDecimal(value));
  return {
    note: annotation.note,
    status: annotation.status === 'accepted' ? '' : annotation.status,
    track: annotation.track ?? '',
    'low Hz': number(annotation.lowHz),
    'high Hz': number(annotation.highHz),
    confidence: number(annotation.confidence),
  };
}

function referring(id: string, target: string, text: string): XmlNode {
  return annotationNode('REF_ANNOTATION', { ANNOTATION_ID: id, ANNOTATION_REF: target }, text);
}

function annotationNode(name: string, attributes: Record<string, string>, text: string): XmlNode {
  return {
    name: 'ANNOTATION',
    content: [{ name, attributes, content: [{ name: 'ANNOTATION_VALUE', content: text }] }],
  };
}
