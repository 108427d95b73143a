import type { NeutralAnnotation } from '../../annotations/types.ts';
import { Collector, LossCounter } from '../collector.ts';
import { csvCell, readCsv } from '../csv-source.ts';
import { InterchangeError } from '../errors.ts';
import { byVideo, finished, type Property, safePath, spanRows } from '../export-plan.ts';
import { decodeText } from '../source-text.ts';
import { parseDecimal } from '../time-text.ts';
import type {
  Export,
  ExportInput,
  ImportContext,
  ImportedFile,
  ImportFile,
  InterchangeFormat,
  VideoReference,
} from '../types.ts';

const carried: ReadonlySet<Property> = new Set(['audioSetId']);

/**
 * The segment lists of AudioSet: after comment lines, `YTID, start_seconds, end_seconds, "id,id"` with the
 * ids of the ontology. Where other data sets put a path or a class name, it is taken as it is.
 */
export const audioSet: InterchangeFormat = {
  id: 'audioset',
  name: 'AudioSet CSV',
  extensions: ['.csv'],
  recognise({ start }) {
    if (/^#\s*YTID,/m.test(start)) return 1;
    return /^[^,\n]+,\s*[\d.]+,\s*[\d.]+,\s*"?\/[mgt]\//m.test(start) ? 0.95 : 0;
  },
  read,
  write,
};

function read(file: ImportFile, context: ImportContext): ImportedFile {
  const collector = new Collector(context);
  for (const { cells, line } of readCsv(decodeText(file), ',', '#')) {
    const [name = '', start = '', end = '', ...labels] = cells;
    if (labels.length === 0 || name === '') {
      throw new InterchangeError(
        'invalid-input',
        `${cells.length} fields`,
        { field: 'segment', line },
        'YTID, start, end, labels',
      );
    }
    const fromSeconds = parseDecimal(start, { field: 'start_seconds', line });
    const toSeconds = parseDecimal(end, { field: 'end_seconds', line });
    const found = findSegment(name, fromSeconds, toSeconds, context);
    if (!found) {
      collector.video(name); // counts it as missing
      continue;
    }
    const span = { fromSeconds: fromSeconds - found.clipStart, toSeconds: toSeconds - found.clipStart };
    // Unquoted labels come as further fields, quoted ones as one field with commas.
    for (const label of labels
      .join(',')
      .split(',')
      .filter((text) => text.trim() !== '')) {
      const id = label.trim();
      const isId = /^\/[mgt]\/\w+$/.test(id);
      const className = isId ? (context.audioSetName(id) ?? id) : id;
      collector.add(
        { video: found.video, label: className, span, audioSetId: isId ? id : null },
        { field: 'segment', line },
      );
    }
  }
  return collector.result();
}

/**
 * The library's video of a segment. Data sets keep the segments as files of their own, named after the video
 * and the second in which the segment starts (`ID_000030.mp4`, `ID_30.000_40.000.mp4`): times then count from there.
 */
function findSegment(
  name: string,
  start: number,
  end: number,
  context: ImportContext,
): { video: VideoReference; clipStart: number } | null {
  const whole = context.findVideo(name) ?? context.findVideo(`Y${name}`);
  if (whole) return { video: whole, clipStart: 0 };
  const second = String(Math.floor(start));
  const times = `${start.toFixed(3)}_${end.toFixed(3)}`;
  for (const suffix of [second.padStart(6, '0'), times, second, String(Math.round(start * 1000))]) {
    const clip = context.findVideo(`${name}_${suffix}`);
    if (clip) return { video: clip, clipStart: start };
  }
  return null;
}

function write(input: ExportInput): Export {
  const losses = new LossCounter();
  const lines: string[] = [];
  const labelsSeen = new Set<string>();
  let labelCount = 0;
  let videos = 0;
  let written = 0;
  for (const group of byVideo(input, losses)) {
    const segments = new Map<string, string[]>();
    for (const { annotation, fromSeconds, toSeconds } of spanRows(group, carried, losses)) {
      const id = idOf(annotation, losses);
      if (id === null) continue;
      written += 1;
      const key = `${fromSeconds.toFixed(3)}, ${toSeconds.toFixed(3)}`;
      segments.set(key, [...(segments.get(key) ?? []).filter((other) => other !== id), id]);
    }
    if (segments.size > 0) videos += 1;
    for (const [times, ids] of segments) {
      lines.push(`${csvCell(group.video.video, ',')}, ${times}, "${ids.join(',').replaceAll('"', '""')}"`);
      for (const id of ids) labelsSeen.add(id);
      labelCount += ids.length;
    }
  }
  const header = [
    '# Segments csv written by Earsight',
    `# num_ytids=${videos}, num_segs=${lines.length}, num_unique_labels=${labelsSeen.size}, num_positive_labels=${labelCount}`,
    '# YTID, start_seconds, end_seconds, positive_labels',
  ];
  const files = [{ path: `${safePath(input.name)}.csv`, text: `${[...header, ...lines].join('\n')}\n` }];
  return finished(files, written, losses);
}

/** What stands for the label: its id, or its name where it has none. The list is parted by commas. */
function idOf(annotation: NeutralAnnotation, losses: LossCounter): string | null {
  if (annotation.audioSetId) return annotation.audioSetId;
  if (annotation.label === null) {
    losses.note('annotations without a label');
    return null;
  }
  losses.note('labels without an AudioSet id, written by their name');
  if (annotation.label.includes(',')) losses.note('commas in the names of labels, written as semicolons');
  return annotation.label.replaceAll(',', ';');
}
