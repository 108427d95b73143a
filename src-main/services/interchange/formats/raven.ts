import { Collector, cleanName, LossCounter } from '../collector.ts';
import { InterchangeError } from '../errors.ts';
import { type Property, type SpanRow, spanFiles } from '../export-plan.ts';
import { videoOfFile } from '../nameless.ts';
import { decodeText } from '../source-text.ts';
import { formatDecimal, parseDecimal } from '../time-text.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
  VideoReference,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set(['band', 'note', 'status', 'author', 'track', 'confidence']);

/** Columns that Raven itself knows, then annotation columns, which it keeps as they are. */
const columns = [
  'Selection',
  'View',
  'Channel',
  'Begin Time (s)',
  'End Time (s)',
  'Low Freq (Hz)',
  'High Freq (Hz)',
  'Begin File',
  'Annotation',
  'Note',
  'Status',
  'Author',
  'Track',
  'Confidence',
] as const;

/** Columns in which people keep their label, the usual ones first. */
const labelColumns = [
  'annotation',
  'label',
  'species',
  'species code',
  'common name',
  'class',
  'call type',
  'tags',
  'id',
];
/** Raven wants both bounds; a selection without a range spans what 48 kHz sound can hold. */
const highestHz = 24_000;

/**
 * Selection tables of Raven Pro and Raven Lite: tab-separated with a header. A selection may stand once for
 * each view with the same number; the spectrogram's row has the frequencies. `Begin File` with `File Offset
 * (s)` place a selection in one of several files.
 */
export const raven: InterchangeFormat = {
  id: 'raven',
  name: 'Raven selection table',
  extensions: ['.selections.txt', '.txt'],
  recognise: ({ start }) => (/^[^\n]*\bBegin Time \(s\)/.test(start) && start.includes('\t') ? 0.95 : 0),
  read,
  write,
};

type Row = ReadonlyMap<string, string>;

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const collector = new Collector(context);
  const lines = decodeText(file).split('\n');
  const header = (lines[0] ?? '').split('\t').map((name) => name.trim().toLowerCase());
  for (const needed of ['begin time (s)', 'end time (s)']) {
    if (!header.includes(needed)) {
      throw new InterchangeError('invalid-input', `no column '${needed}'`, { field: 'header', line: 1 });
    }
  }
  const labelColumn = labelColumns.find((name) => header.includes(name)) ?? null;
  const seen = new Map<string, string>();
  for (const { row, line } of orderedRows(lines, header)) {
    const view = row.get('view') ?? '';
    const key = `${row.get('selection') ?? line}\t${row.get('begin file') ?? ''}\t${row.get('begin time (s)')}`;
    if (seen.has(key) && seen.get(key) !== view) continue;
    seen.set(key, view);
    addRow(row, line, { collector, labelColumn, file, context });
  }
  return collector.result();
}

/** Rows with their line, the spectrogram's before the waveform's, else as in the file. */
function orderedRows(lines: readonly string[], header: readonly string[]): { row: Row; line: number }[] {
  const rows = lines.slice(1).flatMap((text, index) => {
    if (text.trim() === '') return [];
    const cells = text.split('\t');
    return [
      { row: new Map(header.map((name, column) => [name, cells[column]?.trim() ?? ''])), line: index + 2 },
    ];
  });
  const isWaveform = ({ row }: { row: Row }): number => (row.get('view')?.startsWith('Waveform') ? 1 : 0);
  return rows.toSorted((one, other) => isWaveform(one) - isWaveform(other) || one.line - other.line);
}

interface ReadState {
  readonly collector: Collector;
  readonly labelColumn: string | null;
  readonly file: ImportFile;
  readonly context: ImportContext;
}

function addRow(row: Row, line: number, state: ReadState): void {
  const { collector } = state;
  const beginFile = row.get('begin file') ?? '';
  const video: VideoReference | null =
    beginFile !== '' && !state.context.defaultVideo
      ? collector.video(beginFile)
      : videoOfFile(state.file, state.context);
  if (!video) return;
  const number = (column: string): number => parseDecimal(row.get(column) ?? '', { field: column, line });
  const optional = (column: string): number | null => (row.get(column) ? number(column) : null);
  const begin = number('begin time (s)');
  const end = number('end time (s)');
  // Begin Time counts through all files of a list; the offset counts from the start of the file.
  const offset = optional('file offset (s)') ?? begin;
  const banded = !row.get('view')?.startsWith('Waveform');
  collector.add(
    {
      video,
      label: state.labelColumn ? (row.get(state.labelColumn) ?? '') : '',
      span: { fromSeconds: offset, toSeconds: offset + (end - begin) },
      lowHz: banded ? optional('low freq (hz)') : null,
      highHz: banded ? optional('high freq (hz)') : null,
      note: row.get('note') || row.get('notes') || row.get('comments') || '',
      status: row.get('status'),
      author: row.get('author') || row.get('analyst') || '',
      track: row.get('track') ?? null,
      confidence: optional('confidence'),
    },
    { field: 'selection', line },
  );
}

function write(input: ExportInput): Export {
  return spanFiles(input, new LossCounter(), {
    ...{ extension: '.selections.txt', carried },
    text: (rows, { video }) => {
      const lines = rows.map((row, index) => writeRow(row, index + 1, video));
      return `${[columns.join('\t'), ...lines].join('\n')}\n`;
    },
  });
}

function writeRow(
  { annotation, fromSeconds, toSeconds }: SpanRow,
  selection: number,
  video: VideoReference,
): string {
  const { lowHz, highHz } = annotation;
  const banded = lowHz != null || highHz != null;
  const cells = [
    selection,
    banded ? 'Spectrogram 1' : 'Waveform 1',
    1,
    formatDecimal(fromSeconds),
    formatDecimal(toSeconds),
    formatDecimal(lowHz ?? 0),
    formatDecimal(highHz ?? highestHz),
    video.video,
    annotation.label ?? '',
    annotation.note,
    annotation.status,
    annotation.author,
    annotation.track ?? '',
    annotation.confidence ?? '',
  ];
  return cells.map((cell) => cleanName(String(cell))).join('\t');
}
