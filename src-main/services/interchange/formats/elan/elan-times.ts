import { InterchangeError, shown } from '../../errors.ts';
import { child, children, requiredAttribute, type XmlElement } from '../../xml-source.ts';

/** Seconds of a time slot, or null when there is no such slot. */
export type TimeOrder = (slot: string) => number | null;

/**
 * Reads the time slots of an EAF file, whose values are milliseconds. Slots without a value lie between those
 * before and after them in the list, at equal distances, as ELAN shows them.
 * @param origin milliseconds of the medium before the file's time 0; all times are moved by it.
 */
export function readTimeOrder(root: XmlElement, origin: number): TimeOrder {
  const order = child(root, 'TIME_ORDER');
  const slots = (order ? children(order, 'TIME_SLOT') : []).map((slot) => ({
    id: requiredAttribute(slot, 'TIME_SLOT_ID'),
    milliseconds: millisecondsOf(slot),
  }));
  const seconds = new Map<string, number>();
  let known = -1;
  slots.forEach((slot, index) => {
    if (slot.milliseconds === null) return;
    const before = slots[known]?.milliseconds ?? slot.milliseconds;
    for (let between = known + 1; between <= index; between += 1) {
      const share = (between - known) / (index - known);
      seconds.set(
        (slots[between] as { id: string }).id,
        (origin + before + (slot.milliseconds - before) * share) / 1000,
      );
    }
    known = index;
  });
  const last = slots[known]?.milliseconds ?? 0;
  for (const slot of slots.slice(known + 1)) seconds.set(slot.id, (origin + last) / 1000);
  return (slot) => seconds.get(slot) ?? null;
}

function millisecondsOf(slot: XmlElement): number | null {
  const text = slot.attributes.get('TIME_VALUE')?.trim();
  if (text === undefined) return null;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new InterchangeError(
    'invalid-input',
    `${shown(text)} is no time`,
    slot.place('TIME_VALUE'),
    'whole milliseconds',
  );
}
