import { Collector, LossCounter } from '../collector.ts';
import { InterchangeError, shown } from '../errors.ts';
import { inMilliseconds, type Property, type SpanRow, spanFiles } from '../export-plan.ts';
import { videoOfFile } from '../nameless.ts';
import { decodeText } from '../source-text.ts';
import { labelAndNote, subtitleText } from '../subtitle-text.ts';
import { formatTimestamp, parseTimestamp } from '../time-text.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set(['note', 'track']);

/**
 * WebVTT: a cue a span. The first line of a cue is the label, the lines after it the note; a voice tag
 * (`<v Name>`) is the track. Styles, regions and cue settings are passed over.
 */
export const webvtt: InterchangeFormat = {
  id: 'webvtt',
  name: 'WebVTT',
  extensions: ['.vtt'],
  recognise: ({ start }) => (/^WEBVTT(\s|$)/.test(start) ? 1 : 0),
  read,
  write,
};

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const lines = decodeText(file).split('\n');
  if (!/^WEBVTT(\s|$)/.test(lines[0] ?? '')) {
    throw new InterchangeError('invalid-input', 'does not begin with WEBVTT', { field: 'header', line: 1 });
  }
  const collector = new Collector(context);
  const video = videoOfFile(file, context);
  for (let index = 1; index < lines.length; index += 1) {
    const timing = lines[index] as string;
    if (/^(NOTE|STYLE|REGION)(\s|$)/.test(timing)) {
      while (index + 1 < lines.length && lines[index + 1] !== '') index += 1;
      continue;
    }
    if (!timing.includes('-->')) continue; // a cue's own name, or an empty line
    const place = { field: 'cue', line: index + 1 };
    const span = readTiming(timing, place.line);
    const payload: string[] = [];
    while (index + 1 < lines.length && lines[index + 1] !== '') {
      index += 1;
      payload.push(lines[index] as string);
    }
    const voice = /<v(?:\.[^\s<>]{0,100})?\s([^<>]{1,200})>/.exec(payload.join('\n'))?.[1];
    collector.add(
      { video, span, ...labelAndNote(payload.map(plainText)), track: voice ? plainText(voice) : null },
      place,
    );
  }
  return collector.result();
}

function readTiming(line: string, number: number): { fromSeconds: number; toSeconds: number } {
  const [start = '', rest = ''] = line.split('-->', 2);
  const fromSeconds = parseTimestamp(start);
  const toSeconds = parseTimestamp(rest.trim().split(/\s/)[0] ?? '');
  if (fromSeconds === null || toSeconds === null) {
    throw new InterchangeError(
      'invalid-input',
      `${shown(line)} is no timing`,
      { field: 'cue timing', line: number },
      'mm:ss.mmm --> mm:ss.mmm',
    );
  }
  return { fromSeconds, toSeconds };
}

const references: ReadonlyMap<string, string> = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&nbsp;', ' '],
  ['&lrm;', ''],
  ['&rlm;', ''],
]);

/** A line of a cue without its tags, its references resolved. */
function plainText(line: string): string {
  return line
    .replace(/<[^<>]*>/g, '')
    .replace(/&[a-z]{1,5};/g, (reference) => references.get(reference) ?? reference);
}

function write(input: ExportInput): Export {
  const losses = new LossCounter();
  const cue = (row: SpanRow, index: number): string => {
    const { from, to } = inMilliseconds(row, losses);
    const times = `${formatTimestamp(from / 1000)} --> ${formatTimestamp(to / 1000)}`;
    const voice = row.annotation.track ? `<v ${escapeText(row.annotation.track)}>` : '';
    return `${index + 1}\n${times}\n${voice}${subtitleText(row.annotation).map(escapeText).join('\n')}\n`;
  };
  return spanFiles(input, losses, {
    ...{ extension: '.vtt', carried },
    text: (rows) => `WEBVTT\n\n${rows.map(cue).join('\n')}`,
  });
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
