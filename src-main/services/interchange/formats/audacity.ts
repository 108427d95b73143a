import { Collector, cleanName, LossCounter } from '../collector.ts';
import { InterchangeError, shown } from '../errors.ts';
import { type Property, type SpanRow, spanFiles } from '../export-plan.ts';
import { videoOfFile } from '../nameless.ts';
import { decodeText } from '../source-text.ts';
import { parseDecimal } from '../time-text.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set(['band']);

/**
 * Labels as Audacity exports them: a line a label, `start TAB end TAB text` in seconds with six decimals; in
 * the extended style a second line, `\ TAB low TAB high` in hertz, follows labels with a frequency range.
 */
export const audacity: InterchangeFormat = {
  id: 'audacity',
  name: 'Audacity labels',
  extensions: ['.txt'],
  recognise: ({ start }) => (/^-?\d+([.,]\d+)?\t-?\d+([.,]\d+)?(\t|\n|$)/.test(start) ? 0.8 : 0),
  read,
  write,
};

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const collector = new Collector(context);
  const video = videoOfFile(file, context);
  const lines = decodeText(file).split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] as string;
    if (line.trim() === '') continue;
    const place = { field: 'label', line: index + 1 };
    const [start, end, ...text] = line.split('\t');
    if (start === '\\' || end === undefined || start === undefined) {
      throw new InterchangeError(
        'invalid-input',
        `${shown(line)} is no label`,
        place,
        'start, end and text between tabs',
      );
    }
    const band = lines[index + 1]?.startsWith('\\\t')
      ? readBand(lines[index + 1] as string, index + 2)
      : null;
    const fromSeconds = parseDecimal(start, { field: 'start', line: place.line });
    const toSeconds = parseDecimal(end, { field: 'end', line: place.line });
    collector.add({ video, label: text.join(' '), span: { fromSeconds, toSeconds }, ...band }, place);
    if (band) index += 1;
  }
  return collector.result();
}

function readBand(line: string, number: number): { lowHz: number | null; highHz: number | null } {
  const [, low = '', high = ''] = line.split('\t');
  // Audacity writes a negative number where a bound is not set.
  const bound = (text: string, field: string): number | null => {
    const hertz = parseDecimal(text, { field, line: number });
    return hertz < 0 ? null : hertz;
  };
  return { lowHz: bound(low, 'low frequency'), highHz: bound(high, 'high frequency') };
}

function write(input: ExportInput): Export {
  return spanFiles(input, new LossCounter(), {
    ...{ extension: '.txt', carried },
    text: (rows) => rows.map(writeLabel).join(''),
  });
}

function writeLabel({ annotation, fromSeconds, toSeconds }: SpanRow): string {
  const line = `${fromSeconds.toFixed(6)}\t${toSeconds.toFixed(6)}\t${cleanName(annotation.label ?? '')}\n`;
  if (annotation.lowHz == null && annotation.highHz == null) return line;
  const bound = (hertz: number | null | undefined): string => (hertz ?? -1).toFixed(6);
  return `${line}\\\t${bound(annotation.lowHz)}\t${bound(annotation.highHz)}\n`;
}
