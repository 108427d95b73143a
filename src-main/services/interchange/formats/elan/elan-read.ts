import { Collector } from '../../collector.ts';
import { InterchangeError, shown } from '../../errors.ts';
import { stemOf } from '../../export-plan.ts';
import { labelAndNote } from '../../subtitle-text.ts';
import type { ImportContext, ImportedFile, ImportFile, VideoReference } from '../../types.ts';
import { child, children, readXml, requiredAttribute, type XmlElement } from '../../xml-source.ts';
import { type DependentValues, dependentTiers } from './elan-dependents.ts';
import { readTimeOrder, type TimeOrder } from './elan-times.ts';

interface Reading {
  readonly collector: Collector;
  readonly video: VideoReference;
  readonly times: TimeOrder;
  readonly dependents: DependentValues;
  /** How our own export laid out the tiers; null for files of others. */
  readonly ownTiers: 'label' | 'author' | null;
}

/**
 * Reads an EAF file (2.x, 3.0): every alignable annotation of a tier that depends on no other. Notes, statuses and the
 * like of our own exports stand on dependent tiers; what others keep there goes into the note. @throws InterchangeError
 */
export function readElan(file: ImportFile, context: ImportContext): ImportedFile {
  const root = readXml(file);
  if (root.name !== 'ANNOTATION_DOCUMENT') {
    throw new InterchangeError(
      'unsupported-format',
      'not an ELAN document',
      root.place(),
      'ANNOTATION_DOCUMENT',
    );
  }
  const collector = new Collector(context);
  const header = child(root, 'HEADER');
  checkUnits(header);
  const media = mediaOf(header, file, context, collector);
  if (!media) return collector.result();
  const tiers = children(root, 'TIER');
  const reading: Reading = {
    collector,
    video: media.video,
    times: readTimeOrder(root, media.originMilliseconds),
    dependents: dependentTiers(tiers, collector),
    ownTiers: ownTiersOf(header),
  };
  for (const tier of tiers) if (!tier.attributes.has('PARENT_REF')) readTier(tier, reading);
  return collector.result();
}

/** EAF also allows `NTSC-frames` and `PAL-frames`. */
function checkUnits(header: XmlElement | undefined): void {
  const units = header?.attributes.get('TIME_UNITS');
  if (!header || units === undefined || units === 'milliseconds') return;
  throw new InterchangeError(
    'unsupported-format',
    `times in ${shown(units)} are not read`,
    header.place('TIME_UNITS'),
    'milliseconds',
  );
}

/** The video that the file is about, and where in it the file's time 0 lies. */
interface Media {
  readonly video: VideoReference;
  readonly originMilliseconds: number;
}

/** The first descriptor's medium that is found; a video that the caller chose stands for the first descriptor's. */
function mediaOf(
  header: XmlElement | undefined,
  file: ImportFile,
  context: ImportContext,
  collector: Collector,
): Media | null {
  const descriptors = header ? children(header, 'MEDIA_DESCRIPTOR') : [];
  const named = descriptors.flatMap((descriptor) => {
    const urls = [descriptor.attributes.get('RELATIVE_MEDIA_URL'), descriptor.attributes.get('MEDIA_URL')];
    return urls.flatMap((name) => (name ? [{ name, descriptor }] : []));
  });
  const wanted = context.defaultVideo;
  const found = named.find(({ name }) => {
    const video = context.findVideo(name);
    return video !== null && (wanted === null || video.video === wanted.video);
  });
  const video = wanted ?? context.findVideo(found?.name ?? stemOf(file.name));
  if (!video) {
    collector.video(named[0]?.name ?? file.name); // counts it as missing
    return null;
  }
  return { video, originMilliseconds: originOf(found?.descriptor ?? descriptors[0]) };
}

/** How many milliseconds of its medium come before the file's time 0. */
function originOf(descriptor: XmlElement | undefined): number {
  const text = descriptor?.attributes.get('TIME_ORIGIN')?.trim();
  if (!descriptor || text === undefined) return 0;
  if (/^-?\d{1,12}$/.test(text)) return Number(text);
  throw new InterchangeError(
    'invalid-input',
    `${shown(text)} is no time`,
    descriptor.place('TIME_ORIGIN'),
    'whole milliseconds',
  );
}

function ownTiersOf(header: XmlElement | undefined): 'label' | 'author' | null {
  const property =
    header && children(header, 'PROPERTY').find((one) => one.attributes.get('NAME') === 'earsight.tiers');
  const layout = property?.text.trim();
  return layout === 'label' || layout === 'author' ? layout : null;
}

function readTier(tier: XmlElement, reading: Reading): void {
  const tierId = requiredAttribute(tier, 'TIER_ID');
  const author = tier.attributes.get('ANNOTATOR') || tier.attributes.get('PARTICIPANT') || '';
  for (const annotation of children(tier, 'ANNOTATION')) {
    const aligned = child(annotation, 'ALIGNABLE_ANNOTATION');
    if (!aligned) {
      reading.collector.losses.note('annotations without times on tiers of their own');
      continue;
    }
    readAnnotation(aligned, { tierId, author }, reading);
  }
}

function readAnnotation(
  element: XmlElement,
  tier: { tierId: string; author: string },
  { collector, video, times, dependents, ownTiers }: Reading,
): void {
  const time = (attribute: string): number => {
    const slot = requiredAttribute(element, attribute);
    const seconds = times(slot);
    if (seconds !== null) return seconds;
    throw new InterchangeError('invalid-input', `no time slot ${shown(slot)}`, element.place(attribute));
  };
  const fromSeconds = time('TIME_SLOT_REF1');
  const toSeconds = time('TIME_SLOT_REF2');
  const text = child(element, 'ANNOTATION_VALUE')?.text ?? '';
  const { own, foreign } = dependents(requiredAttribute(element, 'ANNOTATION_ID'));
  const number = (name: string): number | null => (own.has(name) ? Number(own.get(name)) : null);
  // A longer value is speech or prose: the tier names what it is then.
  const split = ownTiers ? { label: text, note: '' } : labelAndNote(text.split('\n'));
  const label = split.label ?? (split.note === '' ? null : tier.tierId);
  collector.add(
    {
      video,
      label,
      span: { fromSeconds, toSeconds: own.get('instant') === 'yes' ? fromSeconds : toSeconds },
      note: [own.get('note') ?? '', split.note, ...foreign].filter(Boolean).join('\n'),
      status: own.get('status'),
      author: tier.author,
      track: ownTiers ? (own.get('track') ?? null) : tier.tierId,
      lowHz: number('low Hz'),
      highHz: number('high Hz'),
      confidence: number('confidence'),
    },
    element.place(),
  );
}
