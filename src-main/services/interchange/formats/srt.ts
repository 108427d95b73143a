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

const carried: ReadonlySet<Property> = new Set(['note']);
const timing = /^\s*(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*)(?:\s.*)?$/;

/**
 * SubRip: numbered subtitles, `hh:mm:ss,mmm --> hh:mm:ss,mmm` and lines of text up to an empty line. The first
 * line is the label, the lines after it the note. Tags such as `<i>` and `{\an8}` are dropped.
 */
export const srt: InterchangeFormat = {
  id: 'srt',
  name: 'SubRip (SRT)',
  extensions: ['.srt'],
  recognise: ({ start }) => (/^\s*\d+\n\d+:\d\d:\d\d[,.]\d+\s*-->/.test(start) ? 0.95 : 0),
  read,
  write,
};

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const collector = new Collector(context);
  const video = videoOfFile(file, context);
  const lines = decodeText(file).split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] as string).trim();
    if (line === '' || (/^\d+$/.test(line) && lines[index + 1]?.includes('-->'))) continue;
    const place = { field: 'subtitle', line: index + 1 };
    const times = timing.exec(line);
    const fromSeconds = times ? parseTimestamp(times[1] as string) : null;
    const toSeconds = times ? parseTimestamp(times[2] as string) : null;
    if (fromSeconds === null || toSeconds === null) {
      throw new InterchangeError(
        'invalid-input',
        `${shown(line)} where a number and a timing should be`,
        place,
        'hh:mm:ss,mmm --> hh:mm:ss,mmm',
      );
    }
    const text: string[] = [];
    while (index + 1 < lines.length && lines[index + 1]?.trim() !== '') {
      index += 1;
      text.push((lines[index] as string).replace(/<\/?(?:[bius]|font[^<>]*)>|\{\\[^{}]*\}/gi, ''));
    }
    collector.add({ video, span: { fromSeconds, toSeconds }, ...labelAndNote(text) }, place);
  }
  return collector.result();
}

function write(input: ExportInput): Export {
  const losses = new LossCounter();
  const subtitle = (row: SpanRow, index: number): string => {
    const { from, to } = inMilliseconds(row, losses);
    const times = `${formatTimestamp(from / 1000, ',')} --> ${formatTimestamp(to / 1000, ',')}`;
    return `${index + 1}\n${times}\n${subtitleText(row.annotation).join('\n')}\n`;
  };
  return spanFiles(input, losses, {
    ...{ extension: '.srt', carried },
    text: (rows) => rows.map(subtitle).join('\n'),
  });
}
