import { Collector, cleanName, LossCounter } from '../collector.ts';
import { csvCell, readCsv } from '../csv-source.ts';
import { InterchangeError, shown } from '../errors.ts';
import { type Property, type SpanRow, spanFiles } from '../export-plan.ts';
import { videoOfFile } from '../nameless.ts';
import { decodeText } from '../source-text.ts';
import { formatDecimal, formatTimestamp, parseTimestamp } from '../time-text.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set();

/**
 * What the first line looks like: two times, the label, and since LosslessCut 3.66 any number of tags, `key:value`.
 * No two branches begin alike, so that no line is tried twice.
 */
function firstLine(time: string, delimiter: ',' | '\\t'): RegExp {
  const label = `(?:"(?:[^"]|"")*"|[^"${delimiter}\\n][^${delimiter}\\n]*|)`;
  const tag = `(?:"[^":]+:(?:[^"]|"")*"|[^":${delimiter}\\n]+:[^${delimiter}\\n]*|)`;
  const times = `(?:${time})?${delimiter}(?:${time})?`;
  return new RegExp(`^${times}${delimiter}${label}(?:${delimiter}${tag})*(?:\\n|$)`);
}

const csvLine = firstLine('\\d[\\d:.]*', ',');
const tsvLine = firstLine('\\d+:[\\d:.]+', '\\t');

/** LosslessCut's segments as CSV: start, end, label and tags a line, without a header, times in seconds. */
export const losslessCutCsv: InterchangeFormat = {
  id: 'losslesscut-csv',
  name: 'LosslessCut CSV',
  extensions: ['.csv'],
  recognise: ({ start }) => (csvLine.test(start) ? 0.7 : 0),
  read: (file, context) => read(file, context, ','),
  write: (input) => write(input, ','),
};

/** LosslessCut's segments as TSV: the same with tabs, and times as `hh:mm:ss.mmm`. */
export const losslessCutTsv: InterchangeFormat = {
  id: 'losslesscut-tsv',
  name: 'LosslessCut TSV',
  extensions: ['.tsv'],
  recognise: ({ start }) => (tsvLine.test(start) ? 0.7 : 0),
  read: (file, context) => read(file, context, '\t'),
  write: (input) => write(input, '\t'),
};

function read(file: ImportFile, context: ImportContext, delimiter: ',' | '\t'): ImportedFile {
  const collector = new Collector(context);
  const video = videoOfFile(file, context);
  for (const { cells, line } of readCsv(decodeText(file), delimiter)) {
    const [start = '', end = '', label = '', ...more] = cells;
    if (cells.length < 3) {
      throw new InterchangeError(
        'invalid-input',
        `${cells.length} fields`,
        { field: 'segment', line },
        'start, end, label, tags',
      );
    }
    const fromSeconds = start === '' ? 0 : time(start, 'start', line);
    // A segment without an end is a marker: a point in time.
    const toSeconds = end === '' ? fromSeconds : time(end, 'end', line);
    const tags = more.filter((tag) => tag !== '');
    collector.losses.note('tags, kept in the note', tags.length);
    collector.add(
      { video, label, span: { fromSeconds, toSeconds }, note: tags.join('\n') },
      { field: 'segment', line },
    );
  }
  return collector.result();
}

function time(text: string, field: string, line: number): number {
  const seconds = parseTimestamp(text);
  if (seconds !== null) return seconds;
  throw new InterchangeError(
    'invalid-input',
    `${shown(text)} is no time`,
    { field, line },
    'seconds or hh:mm:ss.mmm',
  );
}

function write(input: ExportInput, delimiter: ',' | '\t'): Export {
  const format =
    delimiter === ','
      ? (seconds: number) => formatDecimal(seconds)
      : (seconds: number) => formatTimestamp(seconds);
  const line = ({ annotation, fromSeconds, toSeconds }: SpanRow): string => {
    const end = toSeconds === fromSeconds ? '' : format(toSeconds);
    const label = csvCell(cleanName(annotation.label ?? ''), delimiter);
    return `${[format(fromSeconds), end, label].join(delimiter)}\n`;
  };
  return spanFiles(input, new LossCounter(), {
    ...{ extension: delimiter === ',' ? '.csv' : '.tsv', carried },
    text: (rows) => rows.map(line).join(''),
  });
}
