import type { NeutralAnnotation } from '../../../annotations/types.ts';
import type { Collector, Draft } from '../../collector.ts';
import type { FrameClock } from '../../frame-clock.ts';
import { formatDecimal, parseDecimal } from '../../time-text.ts';
import { children, type XmlElement } from '../../xml-source.ts';

/** The label of boxes without one; every track must have one. */
export const unlabelled = 'unlabelled';

/**
 * Attributes that our exports give every label, as text that people can read and change in CVAT. `begin` and
 * `end` are the span in seconds (empty without one); `key times` the exact times of the boxes where they are not
 * those of their frames.
 */
export const ownNames = [
  'note',
  'status',
  'author',
  'begin',
  'end',
  'low Hz',
  'high Hz',
  'track name',
  'confidence',
  'key times',
] as const;

type OwnName = (typeof ownNames)[number];

/** The values of our own attributes for an annotation. */
export function ownValues(annotation: NeutralAnnotation, clock: FrameClock): Record<OwnName, string> {
  const number = (value: number | null | undefined): string => (value == null ? '' : formatDecimal(value));
  const offFrame = annotation.boxes.some(
    (box) => Math.abs(clock.secondsAt(clock.frameAt(box.atSeconds)) - box.atSeconds) > 1e-5,
  );
  return {
    note: annotation.note,
    status: annotation.status,
    author: annotation.author,
    begin: number(annotation.span?.fromSeconds),
    end: number(annotation.span?.toSeconds),
    'low Hz': number(annotation.lowHz),
    'high Hz': number(annotation.highHz),
    'track name': annotation.track ?? '',
    confidence: number(annotation.confidence),
    'key times': offFrame ? annotation.boxes.map((box) => formatDecimal(box.atSeconds)).join(' ') : '',
  };
}

/** What our own attributes of a box say; null when it has none of them, so when the file is not ours. */
export function ownAttributes(
  box: XmlElement,
  collector: Collector,
): { draft: Partial<Draft>; boxTimes: number[] | null } | null {
  const values = new Map<string, string>();
  let place = box.place();
  let others = 0;
  for (const attribute of children(box, 'attribute')) {
    const name = attribute.attributes.get('name') ?? '';
    if ((ownNames as readonly string[]).includes(name)) {
      values.set(name, attribute.text);
      place = attribute.place();
    } else others += 1;
  }
  if (!values.has('status') || !values.has('begin')) return null;
  collector.losses.note('attributes added to our own', others);
  const number = (name: OwnName): number | null => {
    const text = values.get(name)?.trim() ?? '';
    return text === '' ? null : parseDecimal(text, { ...place, field: name });
  };
  const fromSeconds = number('begin');
  const toSeconds = number('end');
  const times = (values.get('key times') ?? '').split(' ').filter((text) => text !== '');
  const draft: Partial<Draft> = {
    note: values.get('note') ?? '',
    status: values.get('status'),
    author: values.get('author') ?? '',
    span: fromSeconds === null || toSeconds === null ? null : { fromSeconds, toSeconds },
    lowHz: number('low Hz'),
    highHz: number('high Hz'),
    track: values.get('track name') ?? '',
    confidence: number('confidence'),
  };
  const boxTimes = times.map((text) => parseDecimal(text, { ...place, field: 'key times' }));
  return { draft, boxTimes: boxTimes.length > 0 ? boxTimes : null };
}
