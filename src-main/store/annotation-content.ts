import type { AnnotationContent, KeyBox, LabelContent } from './annotation-types.ts';
import { StoreError } from './errors.ts';

const fail = (field: string, message: string, allowed: string): never => {
  throw new StoreError('invalid-input', message, { field, allowed });
};

/**
 * The content as it is kept: boxes in order of time.
 * @throws StoreError `invalid-input` naming the field, for what no annotation can say
 */
export function checkedContent(content: AnnotationContent): AnnotationContent {
  const { span, lowHz, highHz, proposal } = content;
  if (
    span !== null &&
    !(span.fromSeconds >= 0 && span.toSeconds >= span.fromSeconds && Number.isFinite(span.toSeconds))
  )
    fail('span', `A span from ${span.fromSeconds} s to ${span.toSeconds} s is none.`, '0 ≤ from ≤ to');
  for (const [field, value] of [
    ['lowHz', lowHz],
    ['highHz', highHz],
  ] as const)
    if (value !== null && !(value >= 0 && Number.isFinite(value)))
      fail(field, `${value} Hz is no frequency.`, '0 or more');
  if (lowHz !== null && highHz !== null && lowHz > highHz)
    fail('highHz', `The range from ${lowHz} Hz to ${highHz} Hz is none.`, 'lowHz ≤ highHz');
  const confidence = proposal?.confidence ?? null;
  if (confidence !== null && !(confidence >= 0 && confidence <= 1))
    fail('proposal', `A confidence of ${confidence} is none.`, '0…1');
  if (content.status === 'proposed' && proposal === null)
    fail('proposal', 'What is proposed must say by which method.', 'a method');
  return { ...content, boxes: checkedBoxes(content.boxes) };
}

function checkedBoxes(boxes: readonly KeyBox[]): KeyBox[] {
  const sorted = [...boxes].sort((a, b) => a.atSeconds - b.atSeconds);
  for (const [index, box] of sorted.entries()) {
    const { atSeconds, x0, y0, x1, y1 } = box;
    if (!(atSeconds >= 0 && Number.isFinite(atSeconds)))
      fail('boxes', `A box at ${atSeconds} s has no time.`, '0 or more');
    if (!(0 <= x0 && x0 <= x1 && x1 <= 1 && 0 <= y0 && y0 <= y1 && y1 <= 1))
      fail(
        'boxes',
        `The box at ${atSeconds} s lies outside the picture or is turned over.`,
        '0 ≤ x0 ≤ x1 ≤ 1',
      );
    if (index > 0 && sorted[index - 1]!.atSeconds === atSeconds)
      fail('boxes', `There are two boxes at ${atSeconds} s.`, 'one box a time');
  }
  return sorted.map(({ atSeconds, x0, y0, x1, y1 }) => ({ atSeconds, x0, y0, x1, y1 }));
}

/** The label as it is kept: its name without blanks around it. */
export function checkedLabel(content: LabelContent): LabelContent {
  const name = content.name.trim();
  if (name === '') fail('name', 'A label needs a name.', 'at least one character');
  if (!/^#[0-9a-f]{6}$/i.test(content.colour)) fail('colour', `“${content.colour}” is no colour.`, '#rrggbb');
  return { ...content, name, colour: content.colour.toLowerCase() };
}
