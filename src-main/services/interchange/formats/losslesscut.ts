import { Collector, cleanName, LossCounter } from '../collector.ts';
import { csvCell, readCsv } from '../csv-source.ts';
import { InterchangeError, shown } from '../errors.ts';
import { byVideo, fileNames, type Property, spanRows } from '../export-plan.ts';
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

/** LosslessCut's segments as CSV: start, end and label a line, without a header, times in seconds. */
export const losslessCutCsv: InterchangeFormat = {
  id: 'losslesscut-csv',
  name: 'LosslessCut CSV',
  extensions: ['.csv'],
  recognise: ({ start }) => (/^(\d[\d:.]*)?,(\d[\d:.]*)?,[^,\n]*(\n|$)/.test(start) ? 0.7 : 0),
  read: (file, context) => read(file, context, ','),
  write: (input) => write(input, ','),
};

/** LosslessCut's segments as TSV: the same with tabs, and times as `hh:mm:ss.mmm`. */
export const losslessCutTsv: InterchangeFormat = {
  id: 'losslesscut-tsv',
  name: 'LosslessCut TSV',
  extensions: ['.tsv'],
  recognise: ({ start }) => (/^(\d+:[\d:.]+)?\t(\d+:[\d:.]+)?\t[^\t\n]*(\n|$)/.test(start) ? 0.7 : 0),
  read: (file, context) => read(file, context, '\t'),
  write: (input) => write(input, '\t'),
};

function read(file: ImportFile, context: ImportContext, delimiter: ',' | '\t'): ImportedFile {
  const collector = new Collector(context);
  const video = videoOfFile(file, context);
  for (const { cells, line } of readCsv(decodeText(file), delimiter)) {
    const [start = '', end = '', label = ''] = cells;
    if (cells.length !== 3) {
      throw new InterchangeError(
        'invalid-input',
        `${cells.length} fields`,
        { field: 'segment', line },
        'start, end, label',
      );
    }
    const fromSeconds = start === '' ? 0 : time(start, 'start', line);
    // A segment without an end is a marker: a point in time.
    const toSeconds = end === '' ? fromSeconds : time(end, 'end', line);
    collector.add({ video, label, span: { fromSeconds, toSeconds } }, { field: 'segment', line });
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
  const losses = new LossCounter();
  const groups = byVideo(input, losses);
  const nameOf = fileNames(groups, delimiter === ',' ? '.csv' : '.tsv');
  const format =
    delimiter === ','
      ? (seconds: number) => formatDecimal(seconds)
      : (seconds: number) => formatTimestamp(seconds);
  const files = groups.map((group) => {
    const lines = spanRows(group, carried, losses).map(({ annotation, fromSeconds, toSeconds }) => {
      const end = toSeconds === fromSeconds ? '' : format(toSeconds);
      return [format(fromSeconds), end, csvCell(cleanName(annotation.label ?? ''), delimiter)].join(
        delimiter,
      );
    });
    return { path: nameOf(group.video), text: `${lines.join('\n')}\n` };
  });
  return { files, losses: losses.list(), frameImages: [] };
}
