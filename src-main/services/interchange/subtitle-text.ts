import type { NeutralAnnotation } from '../annotations/types.ts';
import { cleanName } from './collector.ts';

/** Longer first lines are speech or prose rather than the name of a class. */
const longestLabel = 60;
/** Stands for a missing label where a note follows, since the first line is the label. */
const noLabel = '-';

/**
 * The text of a subtitle or transcript as label and note: the first line is the label, what follows the note.
 * A first line of more than 60 characters is not taken for a label: all is note then.
 */
export function labelAndNote(lines: readonly string[]): { label: string | null; note: string } {
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  const [first = '', ...others] = texts;
  if (first === noLabel) return { label: null, note: others.join('\n') };
  if (first.length > longestLabel) return { label: null, note: texts.join('\n') };
  return { label: first || null, note: others.join('\n') };
}

/** The lines that `labelAndNote` reads back; none is empty, as an empty line would end the subtitle. */
export function subtitleText(annotation: NeutralAnnotation): string[] {
  const note = annotation.note
    .split(/\r\n?|\n/)
    .map((line) => cleanName(line))
    .filter((line) => line !== '');
  return [cleanName(annotation.label ?? '') || noLabel, ...note];
}
